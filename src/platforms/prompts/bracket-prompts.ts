// The prompts of VRP and Comware, which grew from one root: `<name>` for reading, `[name]` or `[name-view]` for configuration.

/** Behind the name in brackets. Names hold dashes of their own, so only views that are known are cut off. */
const PORT = '(?:Ten-|Twenty-|M-)?(?:[A-Za-z]+|\\d+GE)\\d+(?:/\\d+)+(?:[.:]\\d+)?';
const NUMBERED =
  '(?:Vlanif|Vlan-interface|vlan-?|Eth-Trunk|Bridge-Aggregation|Route-Aggregation|LoopBack|Tunnel|NULL)\\d+';
const OTHER =
  '(?:aaa|diagnose|probe|bgp(?:-default)?|ui-\\S+|line-\\S+|isp-\\S+|luser-\\S+|port-group\\S*|acl-\\S+|ospf-\\S+|radius-\\S+)';
const VIEW = `(?:-(?:${PORT}|${NUMBERED}|${OTHER}))?`;
const NAME = '([^<>[\\]\\s#]{1,246}?)';
/** Firewalls in pairs say which of the two they are. */
const PAIR = '(?:HRP_[MSAP]|RBM_[PS])?';
/** VRP 8: `~` all is committed, `*` something is not. */
const COMMITTED = '[~*]?';

/** Group 1 is the hostname, without the view. */
export const BRACKET_PROMPT = new RegExp(
  `^${PAIR}(?:<(?=[^\\]]+$)|\\[${COMMITTED}(?=[^>]+$))${NAME}(?:>|${VIEW}\\])\\s*$`,
);
export const BRACKET_CONFIG_PROMPT = new RegExp(`^${PAIR}\\[${COMMITTED}${NAME}${VIEW}\\]\\s*$`);

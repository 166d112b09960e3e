// The file names of ntc-templates: `<platform>_<command with blanks as _>.textfsm`.

/** The name that reads a command: the command in full, else the one template whose words it abbreviates, as the device allows. */
export function findTemplateName(names: readonly string[], platform: string, command: string): string | undefined {
  const prefix = `${platform}_`;
  const words = command
    .trim()
    .toLowerCase()
    .replace(/\s*\|.*$/, '')
    .split(/[\s_]+/);
  const exact = prefix + words.join('_');
  if (names.includes(exact)) return exact;
  const abbreviated = names.filter((name) => {
    const full = name.startsWith(prefix) ? name.slice(prefix.length).split('_') : [];
    return full.length === words.length && words.every((word, i) => word !== '' && full[i]?.startsWith(word));
  });
  return abbreviated.length === 1 ? abbreviated[0] : undefined;
}

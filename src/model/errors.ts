// The one error class and the register of codes. Every code is a heading in docs/reference/errors.md (proved by a test).

/** What can go wrong, as FAMILY_REASON. The families are rooms or what the user handed in. */
export const ERROR_CODES = [
  'ALERT_CHANNEL_INVALID',
  'ALERT_CHANNEL_UNKNOWN',
  'ALERT_NOT_FOUND',
  'ALERT_TEMPLATE_INVALID',
  'ALERT_TEMPLATE_MISSING',
  'CLI_USAGE',
  'CONFIG_FILE_MISSING',
  'CONFIG_INVALID_VALUE',
  'CONFIG_NO_DEVICES',
  'CONFIG_PATTERN_NO_MATCH',
  'CONFIG_PLAIN_SECRET',
  'CONFIG_SECRET_MISSING',
  'CONFIG_SECTION_MISSING',
  'CONFIG_SOURCE_FAILED',
  'CONFIG_SYNTAX',
  'CONFIG_UNDEFINED_GROUP',
  'CONFIG_UNKNOWN_KEY',
  'CONFIG_UNSUPPORTED',
  'DEVICE_ALGORITHMS',
  'DEVICE_AUTH_FAILED',
  'DEVICE_COMMAND_REJECTED',
  'DEVICE_CONFIG_REJECTED',
  'DEVICE_CONNECTION_LOST',
  'DEVICE_ENABLE_FAILED',
  'DEVICE_HOST_KEY_CHANGED',
  'DEVICE_HOST_KEY_UNKNOWN',
  'DEVICE_JUMP_FAILED',
  'DEVICE_LLDP_DISABLED',
  'DEVICE_NOT_IN_INVENTORY',
  'DEVICE_NO_ANSWERS',
  'DEVICE_PLATFORM_UNKNOWN',
  'DEVICE_PROMPT_NOT_FOUND',
  'DEVICE_SKIPPED',
  'DEVICE_TIMEOUT',
  'DEVICE_UNREACHABLE',
  'DIAGRAM_ENGINE_FAILED',
  'DIAGRAM_FORMAT_UNKNOWN',
  'DIAGRAM_TIMEOUT',
  'DIAGRAM_VIEW_EMPTY',
  'DIAGRAM_VIEW_UNKNOWN',
  'EVENT_LISTEN_FAILED',
  'EVENT_PORT_IN_USE',
  'FLOW_CAPTURE_CUT',
  'FLOW_CAPTURE_DAMAGED',
  'FLOW_CAPTURE_EMPTY',
  'FLOW_CAPTURE_LINK_TYPE',
  'FLOW_CAPTURE_UNREADABLE',
  'FLOW_DATAGRAM_CUT',
  'FLOW_DATAGRAM_SHORT',
  'FLOW_DATAGRAM_UNKNOWN',
  'FLOW_EXPORTERS_FULL',
  'FLOW_FILTER_INVALID',
  'FLOW_LENGTH_INVALID',
  'FLOW_LISTEN_FAILED',
  'FLOW_LOADS_INVALID',
  'FLOW_NOT_COLLECTED',
  'FLOW_PLACES_INVALID',
  'FLOW_PORT_IN_USE',
  'FLOW_RECEIVE_BUFFER',
  'FLOW_REPLAY_FAILED',
  'FLOW_STREAM_MALFORMED',
  'FLOW_TEMPLATES_FULL',
  'FLOW_TEMPLATE_INVALID',
  'FLOW_TEMPLATE_MISSING',
  'INCIDENT_NOT_FOUND',
  'INCIDENT_STATE_INVALID',
  'LAB_NOT_RUNNING',
  'LAB_PORT_IN_USE',
  'LAB_TOPOLOGY_INVALID',
  'LAB_TRAFFIC_INVALID',
  'LAB_UNKNOWN_LINK',
  'PARSE_BUDGET_EXCEEDED',
  'PARSE_COUNT_MISMATCH',
  'PARSE_INPUT_INVALID',
  'PARSE_TEMPLATE_ERROR',
  'PARSE_TEMPLATE_MISSING',
  'PARSE_UNKNOWN_LINE',
  'PARSE_UNSUPPORTED_COMMAND',
  'PROVISION_COUNTS_TWICE',
  'PROVISION_UNSUPPORTED',
  'STORE_CONFLICT',
  'STORE_DATABASE_FAILED',
  'STORE_EVIDENCE_MISSING',
  'STORE_SNAPSHOT_INVALID',
  'STORE_SNAPSHOT_MISSING',
  'STORE_SQLITE_MISSING',
  'STORE_WRITE_FAILED',
  'TOPOLOGY_AMBIGUOUS_NEIGHBOR',
  'TOPOLOGY_DECLARED_UNKNOWN',
  'TOPOLOGY_DUPLICATE_HOSTNAME',
  'TOPOLOGY_NOT_FOUND',
  'TOPOLOGY_SELF_LINK',
  'WATCH_ALREADY_RUNNING',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

interface ErrorDetails {
  /** What to do about it, naming the setting, file or command. */
  readonly hint?: string;
  /** Facts for machines (device, file, line …). Never a secret. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * An error the user can act on. The message says what happened, where, and the value met; `hint` says what to do.
 * Anything else that is thrown is a programming mistake and ends the process.
 */
export class ToposcopeError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ToposcopeError';
    this.code = code;
    this.hint = details.hint ?? null;
    this.context = details.context ?? {};
  }
}

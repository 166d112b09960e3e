// Columns of public ntc-templates under our names, so that a user's template of the same file name fills our records too.

/** Our column → theirs, best first. Looked at only where the template has no column of our name. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  NAME: ['INTERFACE', 'PORT'],
  INTERFACE: ['INTF'],
  LOCAL_INTERFACE: ['LOCAL_INTF', 'LOCAL_PORT'],
  DEVICE_ID: ['NEIGHBOR_NAME', 'NEIGHBOR', 'DEST_HOST', 'SYSTEM_NAME'],
  SYSTEM_NAME: ['NEIGHBOR_NAME', 'NEIGHBOR'],
  SYSTEM_DESCRIPTION: ['NEIGHBOR_DESCRIPTION'],
  PORT_ID: ['NEIGHBOR_PORT_ID', 'NEIGHBOR_INTERFACE', 'REMOTE_PORT'],
  PORT_DESCRIPTION: ['NEIGHBOR_PORT_DESCRIPTION', 'NEIGHBOR_INTERFACE'],
  MANAGEMENT_ADDRESS: ['MGMT_ADDRESS', 'MANAGEMENT_IP', 'MGMT_IP'],
  INTERFACE_ADDRESS: ['MGMT_ADDRESS', 'INTERFACE_IP'],
  SYSTEM_CAPABILITIES: ['CAPABILITIES', 'CAPABILITIES_SUPPORTED'],
  ENABLED_CAPABILITIES: ['CAPABILITIES_ENABLED', 'CAPABILITIES'],
  VERSION: ['SOFTWARE_VERSION', 'OS', 'NEIGHBOR_DESCRIPTION'],
  IMAGE: ['SOFTWARE_IMAGE', 'RUNNING_IMAGE', 'BOOT_IMAGE'],
  CHASSIS: ['HARDWARE', 'MODEL', 'PLATFORM'],
  MODELS: ['HARDWARE', 'MODEL'],
  CHASSIS_SERIAL: ['SERIAL', 'SERIAL_NUMBER'],
  SERIALS: ['SERIAL', 'SERIAL_NUMBER'],
  BASE_MAC: ['MAC_ADDRESS', 'SYS_MAC'],
  RESTARTED: ['RESTARTED_TIME'],
  HARDWARE: ['HARDWARE_TYPE'],
  MAC: ['MAC_ADDRESS', 'DESTINATION_ADDRESS'],
  PORTS: ['DESTINATION_PORT', 'INTERFACE'],
  VLAN: ['VLAN_ID'],
  IF_INDEX: ['IFINDEX', 'INDEX'],
  ADDRESS: ['IP_ADDRESSES'],
  BUNDLE: ['BUNDLE_NAME', 'PO_NAME'],
  FLAGS: ['BUNDLE_STATUS', 'STATUS'],
  PROTOCOL: ['BUNDLE_PROTOCOL', 'PROTO'],
  MEMBER_FLAGS: ['MEMBER_INTERFACE_STATUS', 'MEMBER_STATUS'],
  MEMBERS: ['MEMBER_INTERFACE', 'MEMBER_INTERFACES', 'INTERFACES', 'PHYS_IFLIST'],
  AGE: ['AGE_MINUTES'],
  INPUT_PACKETS: ['IN_PACKETS'],
  OUTPUT_PACKETS: ['OUT_PACKETS'],
};

/** Our names for a template's columns, with the place of the column; nothing for one that has our names already. */
export function aliasedColumns(header: readonly string[]): [name: string, index: number][] {
  return Object.entries(ALIASES).flatMap(([ours, theirs]): [string, number][] => {
    const source = header.includes(ours) ? undefined : theirs.find((name) => header.includes(name));
    return source === undefined ? [] : [[ours, header.indexOf(source)]];
  });
}

// How long frames are.

/** Ethernet's header and FCS. */
const FRAME_OCTETS = 18;
const TAG_OCTETS = 4;

/** Octets of a frame besides layer 3: 18, and 4 for a VLAN tag. */
export function frameOverhead(vlan: number | null): number {
  return FRAME_OCTETS + (vlan === null ? 0 : TAG_OCTETS);
}

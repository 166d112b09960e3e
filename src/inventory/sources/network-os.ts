// What other tools call a network OS → the platform name that goes into `ansible_network_os`.

/** Model, driver, kind and slug names of Netmiko, NAPALM, Scrapli, Oxidized, containerlab, Ansible and NetBox. */
const NAMES: Readonly<Record<string, string>> = {
  cisco_ios: 'ios cisco cisco_ios_ssh cisco_ios_ios cisco_iol iol cisco_vios cisco_viosl2 iosv',
  cisco_xe: `
    iosxe ios_xe cisco_iosxe cisco_ios_xe cisco_c8000v vr_c8000v cisco_csr1000v vr_csr csr cisco_cat9kv
    vr_cat9kv cat9kv
  `,
  cisco_nxos: 'nxos nx_os nxos_ssh cisco_nxos_ssh cisco_nx_os cisco_nxos_nxos cisco_n9kv vr_n9kv n9kv',
  cisco_xr: `
    iosxr ios_xr xr cisco_iosxr cisco_ios_xr cisco_iosxr_iosxr iosxr_netconf xrd cisco_xrd
    cisco_xrd_vrouter cisco_xrv vr_xrv cisco_xrv9k vr_xrv9k xrv9k cisco_c8000
  `,
  arista_eos: 'eos arista arista_eos_eos ceos arista_ceos veos arista_veos vr_veos vr_arista_veos',
  juniper_junos: `
    junos juniper junos_evolved junipernetworks_junos_junos crpd juniper_crpd vmx juniper_vmx vr_vmx
    vr_juniper_vmx vqfx juniper_vqfx vr_vqfx vr_juniper_vqfx vsrx juniper_vsrx vr_vsrx vr_juniper_vsrx
    juniper_vjunosrouter vr_vjunosrouter juniper_vjunosswitch vr_vjunosswitch juniper_vjunosevolved
    vr_vjunosevolved juniper_cjunosevolved
  `,
  huawei_vrp: 'vrp vrpv8 huawei huawei_vrpv8 huawei_ce vr_huawei_vrp',
  hp_comware: 'comware hpe_comware h3c h3c_comware',
  aruba_aoscx: 'aoscx aos_cx arubaos_cx aruba_aos_cx vr_aoscx vr_aruba_aoscx',
  mikrotik_routeros: 'routeros mikrotik ros mikrotik_ros vr_ros vr_mikrotik_ros',
  linux: 'linuxgeneric linux_ssh',
};

const PLATFORMS = new Map(
  Object.entries(NAMES).flatMap(([platform, names]) =>
    [platform, ...names.trim().split(/\s+/)].map((name) => [name, platform] as const),
  ),
);

/** In any case, with `-`, `.` or blanks for `_`, a version behind it allowed (`IOS-XE 17.9`); null for any other name. */
export function knownNetworkOs(name: string): string | null {
  const words = name
    .trim()
    .toLowerCase()
    .replace(/[-.\s]+/g, '_');
  return PLATFORMS.get(words) ?? PLATFORMS.get(words.replace(/(?:_v?\d\w*)+$/, '')) ?? null;
}

/** The platform, or the name as written, so that whoever checks platforms can say which one is not known. */
export function networkOsOf(name: string): string {
  return knownNetworkOs(name) ?? name.trim();
}

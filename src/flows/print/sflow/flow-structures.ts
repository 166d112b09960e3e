// Structures of flow samples besides the packet itself, as a table of fields under the names that sflowtool made known.
import { type Field, fieldsOf } from '../../decode/sflow/fields.ts';

export interface FlowStructure {
  /** What is printed before the fields: a key and its value. */
  readonly label: readonly [key: 'extendedType' | 'flowSampleType', value: string] | null;
  readonly fields: readonly Field[];
}

function extended(label: string, fields: string): FlowStructure {
  return { label: ['extendedType', label], fields: fieldsOf(fields) };
}

function sampled(label: string, fields: string): FlowStructure {
  return { label: ['flowSampleType', label], fields: fieldsOf(fields) };
}

function bare(fields: string): FlowStructure {
  return { label: null, fields: fieldsOf(fields) };
}

function socket(name: string, kind: 'ipv4' | 'ipv6'): FlowStructure {
  const fields = ['ip_protocol', `local_ip:${kind}`, `remote_ip:${kind}`, 'local_port', 'remote_port'];
  return extended(name, fields.map((field) => `${name}_${field}`).join(' '));
}

const HTTP = `http_method http_protocol http_uri:text http_host:text http_referrer:text http_useragent:text`;

/** By structure number, enterprise 0. */
export const FLOW_STRUCTURES: ReadonlyMap<number, FlowStructure> = new Map([
  [1001, extended('SWITCH', 'in_vlan in_priority out_vlan out_priority')],
  [1002, extended('ROUTER', 'nextHop:address srcSubnetMask dstSubnetMask')],
  [1004, extended('USER', 'src_user_charset src_user:text dst_user_charset dst_user:text')],
  [1005, extended('URL', 'url_direction url:text host:text')],
  [1006, extended('MPLS', 'mpls_nexthop:address mpls_input_stack:labels mpls_output_stack:labels')],
  [1007, extended('NAT', 'nat_src:address nat_dst:address')],
  [1008, bare('mpls_tunnel_lsp_name:text mpls_tunnel_id mpls_tunnel_cos')],
  [1009, bare('mpls_vc_name:text mpls_vll_vc_id mpls_vc_cos')],
  [1010, bare('mpls_ftn_descr:text mpls_ftn_mask')],
  [1011, bare('mpls_fec_addr_prefix_len')],
  [1012, bare('vlan_tunnel:tags')],
  [1014, bare('rx_SSID:text rx_BSSID:mac rx_version rx_channel rx_speed:u64 rx_rsni rx_rcpi rx_packet_uS')],
  [
    1015,
    bare(`tx_SSID:text tx_BSSID:mac tx_version tx_transmissions tx_packet_uS tx_retrans_uS tx_channel tx_speed:u64
      tx_power_mW`),
  ],
  [1020, extended('NAT PORT', 'nat_src_port nat_dst_port')],
  [1027, extended('out_decap', 'out_decap_inner_header_offset')],
  [1028, extended('in_decap', 'in_decap_inner_header_offset')],
  [1029, extended('out_VNI', 'out_VNI')],
  [1030, extended('in_VNI', 'in_VNI')],
  [1036, extended('egress_queue', 'egress_queue_id')],
  [1037, extended('acl', 'acl_number acl_name:text acl_direction')],
  [1038, extended('function', 'symbol:text')],
  [1039, extended('transit_delay', 'transit_delay_nS')],
  [1040, extended('queue_depth', 'queue_depth_bytes')],
  [1041, extended('hw_trap', 'hw_trap_group:text hw_trap_name:text')],
  [1042, extended('linux_reason', 'linux_drop_reason:text')],
  [2100, socket('socket4', 'ipv4')],
  [2101, socket('socket6', 'ipv6')],
  [2102, socket('proxy_socket4', 'ipv4')],
  [2103, socket('proxy_socket6', 'ipv6')],
  [
    2200,
    sampled(
      'memcache',
      `memcache_op_protocol memcache_op_cmd memcache_op_key:text memcache_op_nkeys memcache_op_value_bytes memcache_op_duration_uS
        memcache_op_status`,
    ),
  ],
  [2201, sampled('http', `${HTTP} http_authuser:text http_mimetype:text http_bytes:u64 http_duration_uS http_status`)],
  [
    2202,
    sampled(
      'applicationOperation',
      `application:text operation:text attributes:text status_descr:text request_bytes:u64 response_bytes:u64 duration_uS
        status:status`,
    ),
  ],
  [2203, bare('server_context_application:text server_context_operation:text server_context_attributes:text')],
  [2204, bare('actor_initiator:text')],
  [2205, bare('actor_target:text')],
  [
    2206,
    sampled(
      'http',
      `${HTTP} http_xff:text http_authuser:text http_mimetype:text http_request_bytes:u64 http_bytes:u64 http_duration_uS http_status`,
    ),
  ],
  [
    2209,
    bare(`tcpinfo_direction:direction tcpinfo_send_mss tcpinfo_receive_mss tcpinfo_unacked_pkts tcpinfo_lost_pkts
      tcpinfo_retrans_pkts tcpinfo_path_mtu tcpinfo_rtt_uS tcpinfo_rtt_uS_var tcpinfo_send_congestion_win tcpinfo_reordering
      tcpinfo_rtt_uS_min`),
  ],
  [2210, extended('entities', 'entities_src_class entities_src_index entities_dst_class entities_dst_index')],
]);

/** Tunnels: what the packet looks like before or after it (sflow.org, "sFlow Tunnel Structures"), as prefixes of the sampled structures. */
export const TUNNEL_STRUCTURES: ReadonlyMap<number, readonly [like: 2 | 3 | 4, prefix: string]> = new Map([
  [1021, [2, 'tunnel_l2_out_']],
  [1022, [2, 'tunnel_l2_in_']],
  [1023, [3, 'tunnel_ipv4_out_']],
  [1024, [3, 'tunnel_ipv4_in_']],
  [1025, [4, 'tunnel_ipv6_out_']],
  [1026, [4, 'tunnel_ipv6_in_']],
]);

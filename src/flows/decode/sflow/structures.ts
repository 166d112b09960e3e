// What counter samples hold: every structure that sflow.org lists for switches, hosts, virtual machines and applications, as a table of fields.
import { type Field, fieldsOf } from './fields.ts';

/** The number of a structure: enterprise × 4096 + format. */
export function formatNumber(enterprise: number, format: number): number {
  return enterprise * 4096 + format;
}

/** Counter structures by number, with the field names that sflowtool made known. Others are passed over by their length. */
export const COUNTER_STRUCTURES: ReadonlyMap<number, readonly Field[]> = new Map([
  [
    1,
    fieldsOf(`ifIndex networkType ifSpeed:u64 ifDirection ifStatus ifInOctets:u64 ifInUcastPkts ifInMulticastPkts ifInBroadcastPkts
      ifInDiscards ifInErrors ifInUnknownProtos ifOutOctets:u64 ifOutUcastPkts ifOutMulticastPkts ifOutBroadcastPkts ifOutDiscards
      ifOutErrors ifPromiscuousMode`),
  ],
  [
    2,
    fieldsOf(`dot3StatsAlignmentErrors dot3StatsFCSErrors dot3StatsSingleCollisionFrames dot3StatsMultipleCollisionFrames
      dot3StatsSQETestErrors dot3StatsDeferredTransmissions dot3StatsLateCollisions dot3StatsExcessiveCollisions
      dot3StatsInternalMacTransmitErrors dot3StatsCarrierSenseErrors dot3StatsFrameTooLongs dot3StatsInternalMacReceiveErrors
      dot3StatsSymbolErrors`),
  ],
  [
    3,
    fieldsOf(`dot5StatsLineErrors dot5StatsBurstErrors dot5StatsACErrors dot5StatsAbortTransErrors dot5StatsInternalErrors
      dot5StatsLostFrameErrors dot5StatsReceiveCongestions dot5StatsFrameCopiedErrors dot5StatsTokenErrors dot5StatsSoftErrors
      dot5StatsHardErrors dot5StatsSignalLoss dot5StatsTransmitBeacons dot5StatsRecoverys dot5StatsLobeWires dot5StatsRemoves
      dot5StatsSingles dot5StatsFreqErrors`),
  ],
  [
    4,
    fieldsOf(`dot12InHighPriorityFrames dot12InHighPriorityOctets:u64 dot12InNormPriorityFrames dot12InNormPriorityOctets:u64
      dot12InIPMErrors dot12InOversizeFrameErrors dot12InDataErrors dot12InNullAddressedFrames dot12OutHighPriorityFrames
      dot12OutHighPriorityOctets:u64 dot12TransitionIntoTrainings dot12HCInHighPriorityOctets:u64 dot12HCInNormPriorityOctets:u64
      dot12HCOutHighPriorityOctets:u64`),
  ],
  [5, fieldsOf('in_vlan octets:u64 ucastPkts multicastPkts broadcastPkts discards')],
  [
    6,
    fieldsOf(`dot11TransmittedFragmentCount dot11MulticastTransmittedFrameCount dot11FailedCount dot11RetryCount
      dot11MultipleRetryCount dot11FrameDuplicateCount dot11RTSSuccessCount dot11RTSFailureCount dot11ACKFailureCount
      dot11ReceivedFragmentCount dot11MulticastReceivedFrameCount dot11FCSErrorCount dot11TransmittedFrameCount
      dot11WEPUndecryptableCount dot11QoSDiscardedFragmentCount dot11AssociatedStationCount dot11QoSCFPollsReceivedCount
      dot11QoSCFPollsUnusedCount dot11QoSCFPollsUnusableCount dot11QoSCFPollsLostCount`),
  ],
  [
    7,
    fieldsOf(`actorSystemID:mac partnerSystemID:mac attachedAggID actorAdminPortState:u8 actorOperPortState:u8
      partnerAdminPortState:u8 partnerOperPortState:u8 LACPDUsRx markerPDUsRx markerResponsePDUsRx unknownRx illegalRx LACPDUsTx
      markerPDUsTx markerResponsePDUsTx`),
  ],
  [
    10,
    fieldsOf(`sfp_module_id sfp_module_total_lanes sfp_module_supply_voltage sfp_module_temperature
      sfp_module_active_lanes:lanes`),
  ],
  [1001, fieldsOf('5s_cpu:percent 1m_cpu:percent 5m_cpu:percent total_memory_bytes:u64 free_memory_bytes:u64')],
  [1002, fieldsOf('radio_elapsed_time radio_on_channel_time radio_on_channel_busy_time')],
  [1004, fieldsOf('openflow_datapath_id:hex64 openflow_port')],
  [1005, fieldsOf('ifName:text')],
  [2000, fieldsOf('hostname:text UUID:uuid machine_type os_name os_release:text')],
  [2001, fieldsOf('adaptors:adaptors')],
  [2002, fieldsOf('parent_dsClass parent_dsIndex')],
  [
    2003,
    fieldsOf(`cpu_load_one:float cpu_load_five:float cpu_load_fifteen:float cpu_proc_run cpu_proc_total cpu_num cpu_speed cpu_uptime
      cpu_user cpu_nice cpu_system cpu_idle cpu_wio cpuintr cpu_sintr cpuinterrupts cpu_contexts cpu_steal cpu_guest
      cpu_guest_nice`),
  ],
  [
    2004,
    fieldsOf(`mem_total:u64 mem_free:u64 mem_shared:u64 mem_buffers:u64 mem_cached:u64 swap_total:u64 swap_free:u64 page_in page_out
      swap_in swap_out`),
  ],
  [
    2005,
    fieldsOf(`disk_total:u64 disk_free:u64 disk_partition_max_used:percent disk_reads disk_bytes_read:u64 disk_read_time disk_writes
      disk_bytes_written:u64 disk_write_time`),
  ],
  [
    2006,
    fieldsOf(
      'nio_bytes_in:u64 nio_pkts_in nio_errs_in nio_drops_in nio_bytes_out:u64 nio_pkts_out nio_errs_out nio_drops_out',
    ),
  ],
  [
    2007,
    fieldsOf(`ipForwarding ipDefaultTTL ipInReceives ipInHdrErrors ipInAddrErrors ipForwDatagrams ipInUnknownProtos ipInDiscards
      ipInDelivers ipOutRequests ipOutDiscards ipOutNoRoutes ipReasmTimeout ipReasmReqds ipReasmOKs ipReasmFails ipFragOKs ipFragFails
      ipFragCreates`),
  ],
  [
    2008,
    fieldsOf(`icmpInMsgs icmpInErrors icmpInDestUnreachs icmpInTimeExcds icmpInParamProbs icmpInSrcQuenchs icmpInRedirects icmpInEchos
      icmpInEchoReps icmpInTimestamps icmpInAddrMasks icmpInAddrMaskReps icmpOutMsgs icmpOutErrors icmpOutDestUnreachs icmpOutTimeExcds
      icmpOutParamProbs icmpOutSrcQuenchs icmpOutRedirects icmpOutEchos icmpOutEchoReps icmpOutTimestamps icmpOutTimestampReps
      icmpOutAddrMasks icmpOutAddrMaskReps`),
  ],
  [
    2009,
    fieldsOf(`tcpRtoAlgorithm tcpRtoMin tcpRtoMax tcpMaxConn tcpActiveOpens tcpPassiveOpens tcpAttemptFails tcpEstabResets tcpCurrEstab
      tcpInSegs tcpOutSegs tcpRetransSegs tcpInErrs tcpOutRsts tcpInCsumErrors`),
  ],
  [
    2010,
    fieldsOf('udpInDatagrams udpNoPorts udpInErrors udpOutDatagrams udpRcvbufErrors udpSndbufErrors udpInCsumErrors'),
  ],
  [2100, fieldsOf('vnode_mhz vnode_cpus vnode_memory:u64 vnode_memory_free:u64 vnode_num_domains')],
  [2101, fieldsOf('vcpu_state vcpu_cpu_mS vcpu_cpuCount')],
  [2102, fieldsOf('vmem_memory:u64 vmem_maxMemory:u64')],
  [
    2103,
    fieldsOf(`vdsk_capacity:u64 vdsk_allocation:u64 vdsk_available:u64 vdsk_rd_req vdsk_rd_bytes:u64 vdsk_wr_req vdsk_wr_bytes:u64
      vdsk_errs`),
  ],
  [
    2104,
    fieldsOf(`vnio_bytes_in:u64 vnio_pkts_in vnio_errs_in vnio_drops_in vnio_bytes_out:u64 vnio_pkts_out vnio_errs_out
      vnio_drops_out`),
  ],
  [2105, fieldsOf('jvm_name:text jvm_vendor:text jvm_version:text')],
  [
    2106,
    fieldsOf(`heap_mem_initial:u64 heap_mem_used:u64 heap_mem_committed:u64 heap_mem_max:u64 non_heap_mem_initial:u64
      non_heap_mem_used:u64 non_heap_mem_committed:u64 non_heap_mem_max:u64 gc_count gc_mS classes_loaded classes_total
      classes_unloaded compilation_mS threads_live threads_daemon threads_started fds_open fds_max`),
  ],
  [
    2201,
    fieldsOf(`http_method_option_count http_method_get_count http_method_head_count http_method_post_count http_method_put_count
      http_method_delete_count http_method_trace_count http_methd_connect_count http_method_other_count http_status_1XX_count
      http_status_2XX_count http_status_3XX_count http_status_4XX_count http_status_5XX_count http_status_other_count`),
  ],
  [
    2202,
    fieldsOf(`application:text status_OK errors_OTHER errors_TIMEOUT errors_INTERNAL_ERROR errors_BAD_REQUEST errors_FORBIDDEN
      errors_TOO_LARGE errors_NOT_IMPLEMENTED errors_NOT_FOUND errors_UNAVAILABLE errors_UNAUTHORIZED`),
  ],
  [
    2203,
    fieldsOf(
      `user_time system_time memory_used:u64 memory_max:u64 files_open files_max connections_open connections_max`,
    ),
  ],
  [
    2204,
    fieldsOf(`memcache_cmd_set memcache_cmd_touch memcache_cmd_flush memcache_get_hits memcache_get_misses memcache_delete_hits
      memcache_delete_misses memcache_incr_hits memcache_incr_misses memcache_decr_hits memcache_decr_misses memcache_cas_hits
      memcache_cas_misses memcache_cas_badval memcache_auth_cmds memcache_auth_errors memcache_threads memcache_conn_yields
      memcache_listen_disabled_num memcache_curr_connections memcache_rejected_connections memcache_total_connections
      memcache_connection_structures memcache_evictions memcache_reclaimed memcache_curr_items memcache_total_items
      memcache_bytes_read:u64 memcache_bytes_written:u64 memcache_bytes:u64 memcache_limit_maxbytes:u64`),
  ],
  [2206, fieldsOf('workers_active workers_idle workers_max requests_delayed requests_dropped')],
  [2207, fieldsOf('OVS_dp_hits OVS_dp_misses OVS_dp_lost OVS_dp_mask_hits OVS_dp_flows OVS_dp_masks')],
  [
    formatNumber(4413, 3),
    fieldsOf(`bcm_asic_host_entries bcm_host_entries_max bcm_ipv4_entries bcm_ipv4_entries_max bcm_ipv6_entries bcm_ipv6_entries_max
      bcm_ipv4_ipv6_entries bcm_ipv4_ipv6_entries_max bcm_long_ipv6_entries bcm_long_ipv6_entries_max bcm_total_routes
      bcm_total_routes_max bcm_ecmp_nexthops bcm_ecmp_nexthops_max bcm_mac_entries bcm_mac_entries_max bcm_ipv4_neighbors
      bcm_ipv6_neighbors bcm_ipv4_routes bcm_ipv6_routes bcm_acl_ingress_entries bcm_acl_ingress_entries_max bcm_acl_ingress_counters
      bcm_acl_ingress_counters_max bcm_acl_ingress_meters bcm_acl_ingress_meters_max bcm_acl_ingress_slices bcm_acl_ingress_slices_max
      bcm_acl_egress_entries bcm_acl_egress_entries_max bcm_acl_egress_counters bcm_acl_egress_counters_max bcm_acl_egress_meters
      bcm_acl_egress_meters_max bcm_acl_egress_slices bcm_acl_egress_slices_max`),
  ],
  [
    formatNumber(5703, 1),
    fieldsOf(`nvml_device_count nvml_processes nvml_gpu_mS nvml_mem_mS nvml_mem_bytes_total:u64 nvml_mem_bytes_free:u64 nvml_ecc_errors
      nvml_energy_mJ nvml_temperature_C nvml_fan_speed_pc`),
  ],
]);

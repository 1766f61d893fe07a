/**
 * The release whose modules have these CRCs.
 */
const RELEASE = "26.06";

/**
 * The modules as VPP's binaries name them, with the CRC of their own definitions. The CRC in `.api.json` includes the
 * definitions that a module imports.
 *
 * @see VPP src/tools/vppapigen/vppapigen.py process, vppapigen_c.py
 */
const NAMES = `
abf_70fd229c acl_9cde599d adl_372ebced af_packet_720ee900 af_xdp_2c1ef81c arp_cfdf7292 arping_d4cc4344
auto_sdl_434063e5 bfd_3cb0ce20 bier_48fa264f bond_727f50bc bpf_trace_filter_b682a79a cdp_8cfa825e classify_fdc06ac8
cnat_1567b74f crypto_2a68080c crypto_sw_scheduler_f4b02951 ct6_6af2ead9 det44_ee5882b1 dev_86eacf88 dhcp_287ada20
dhcp6_ia_na_client_cp_b92e5285 dhcp6_pd_client_cp_5b1cb936 dns_269575cd dslite_4bc15f82 feature_ea1b6429 fib_d97c97e5
flow_5ab59c04 flowprobe_668f737a gateway_a97e54d8 geneve_5c01c4a7 graph_a0b3fd1c gre_154e525e gso_74cd95cb
gtpu_a3ac80d3 http_static_a4be530f idpf_7bc56cb6 igmp_2fd2bd5e ikev2_14c94752 interface_85f62a36
interface_input_f384fa2d ioam_cache_d0a0cf20 ioam_export_55d9fe50 ioam_vxlan_gpe_b9e086eb ip_a092da9f ip6_dad_38a9c60e
ip6_nd_deae73c7 ip_neighbor_8bbbad7c ip_session_redirect_53620f15 ipfix_export_e118ab1c ipip_03c9c667 ipsec_b648c199
l2_df21c610 l2tp_f73ff6b9 l3xc_5a81a1af lacp_8975258e lb_31818767 lcp_8b6e5bc7 lisp_2ec1dfcd lisp_gpe_29addfc9
lldp_85a9ebb2 mactime_f50faf9b map_8bf7a18a mdata_8cfa825e memif_bf42b70a mpls_85e5987f mss_clamp_74a0c674
nat_486dde94 nat44_ed_8c7fcb7f nat44_ei_20734fe0 nat64_b1b82fcf nat66_5eeaa476 netmap_40e7a84f npol_225593f6
npt66_41148766 nsh_2d586141 nsim_0f1cc8e8 oddbuf_cf7089bd one_a4bbba2c p2p_ethernet_339e3d84 pg_b62765bc ping_0bdcc118
pipe_bf185589 pnat_ec06ec84 policer_40a08925 pot_a9d8e55c pp2_9ea9d6db pppoe_57db3239 punt_692c7d27 pvti_f0486cba
qos_ad857fa4 rd_cp_8a996e86 rdma_5c5b47be selog_58ce3561 session_af947b64 sfdp_134edb55 sflow_ba88ab74 snort_929a641a
span_fe511ce4 sr_958b1704 sr_mobile_dfd0b506 sr_mpls_d1279a74 sr_pt_5464570e stn_80cc51b1 svs_06238424 syslog_9229df5b
tapv2_b21cac4e tcp_bd2e9222 tcp_check_85d748d0 teib_1c9f7540 tls_openssl_7386fbcd tm_ec96e6f1 trace_397cbf90
tracedump_56abf80a tracenode_963f3e79 udp_04ed7c5e udp_ping_a88fa111 urpf_0abec9cd vhost_user_30000028 virtio_fa492ad7
vlib_9a9e84e4 vmxnet3_233e078b vpe_33b45969 vrrp_488c32da vxlan_4d9cc2b3 vxlan_gpe_5f3cca21
vxlan_gpe_ioam_export_55d9fe50 wireguard_040a17eb
`;

/** Returns the module of such a name, e.g. `vlib` of `vlib_9a9e84e4`; undefined for a name that the release does not have. */
export function moduleOf(name: string, release: string): string | undefined {
  const isKnown = release === RELEASE && name !== "" && NAMES.split(/\s/).includes(name);
  return isKnown ? name.slice(0, name.lastIndexOf("_")) : undefined;
}

/**
 * Commands of VPP 26.06 with all plugins: their first and second words, and further ones where the simulator has some of them.
 * A line holds the words that may follow.
 *
 * @see VPP VLIB_CLI_COMMAND in src
 */
export const VPP_WORDS = `
: arping auto-sdl binary-api cdp define echo exec exit flow history hsi l3xc memory-trace p2p_ethernet ping q quit
  restart suspend udp-echo undefine wait
abf: attach policy
adjacency: counters
adl: allowlist interface
api: trace
app: crypto evt-collector ns
bfd: key udp
bier: route table
bond: add del
buffer: metadata
bvi: create delete
classify: filter session table
clear: acl-plugin api buffer errors fib hardware-interfaces http igmp interface interfaces ioam ioam-trace ipsec l2fib
  l2tp logging mactime mc nat44 node pot runtime sasc session sr tcp trace vxlan-gpe-ioam
cnat: client log translation
configure: policer
create: 6rd bond bridge-domain geneve gre gtpu host-interface interface ipip l2tpv3 loopback memif netmap nsh
  packet-generator pppoe sub-interfaces tap teib vhost-user vxlan vxlan-gpe
debug: lacp
delete: 6rd acl-plugin bond host-interface interface ipip loopback memif netmap packet-generator sub-interface tap
  teib vhost-user
det44: add close forward plugin reverse
device: attach create-interface create-secondary-interface detach remove-interface remove-secondary-interface reset
  set-rss-key
dhcp6: client pd
disable: ip6
dns: cache name-server
dpdk: trace
dslite: add set
dump: sasc
enable: ip4 ip6
event-logger: clear resize restart save stop trace
fateshare: restart-processes
flowprobe: feature params
gpe: encap entry iface native-forward
http: cli client connect static tps
igmp: listen proxy-dev
ikev2: dpd initiate profile set
ila: entry interface
interface: collect
ip: container mroute neighbor punt route session syn table virtual
ip6: nd punt table
ipfix: classify flush
ipsec: itf policy sa spd tunnel
kill: sfdp
l2: rewrite
l2fib: add del flush-mac
lb: as conf flush set vip
lcp: create default delete ethertype lcp-auto-subint lcp-sync lcp-sync-unnumbered osi-proto param
lisp: adjacency disable eid-table enable locator locator-set map-register map-request map-resolver map-server pitr
  remote-mapping rloc-probe use-petr
loopback: create-interface delete-interface
mactime: enable-disable
map: add del interface params
monitor: interface
mpls: local-label table tunnel
nat: ipfix mss-clamping set
nat44: add del ei forwarding plugin vrf
nat64: add plugin
nat66: add plugin
npol: interface ipset match policy rule
nsim: cross-connect output-feature
oddbuf: configure enable-disable
one: adjacency disable eid-table enable l2 locator locator-set map-register map-request map-resolver map-server ndp
  nsh-mapping petr pitr remote-mapping rloc-probe statistics use-petr xtr
packet-generator: capture configure delete disable-stream enable-stream mac-filter new
pcap: dispatch trace
perfmon: reset start stop
pipe: create delete
policer: add bind del input output
prom: patterns
punt: socket
pvti: interface
qos: egress mark record store
quic: set
renumber: interface
sasc: pcap
save: memory-trace
selog: emit-elog
session: debug replay rule sdl
set: acl-plugin arp bpf bridge-domain buffer clock cnat crypto ct6 det44 dhcp dhcpv6 dpdk fib flow flow-offload
  host-interface ikev2 interface ioam ioam-trace ip ip6 ipfix ipsec l2fib l2tpv3 lldp logging nat nat44 node npt66
  nsh-md2-ioam nsh-md2-ioam-transit nsim pcap pnat policer pot punt quic sasc sfdp significant sr sw_scheduler syslog
  terminal trace udp-ping urpf urpf-accept virtio vxlan-gpe-ioam vxlan-gpe-ioam-transit wireguard
sfdp: gateway nat snort tenant
sflow: direction drop-monitoring enable-disable header-bytes polling-interval sampling-rate
show: abf acl-plugin adj api app arp auto-sdl bfd bier bihash bond bpf bridge-domain buffer buffers cdp classify cli
  cli-sessions clock cnat cpu crypto det44 device dhcp dhcp6 dhcpv6 dma dns dpdk dpo dslite errors event-logger
  features fib files flow flowprobe frame-queue gdb geneve gpe graph gre gtpu hardware-interfaces hash http igmp ikev2
  ila inacl init-function interface ioam ioam-trace ip ip4 ip4-full-reassembly ip4-sv-reassembly ip6
  ip6-full-reassembly ip6-ll ip6-sv-reassembly ipip ipsec l2 l2fib l2patch l2tpv3 l2xcrw l3xc lacp lb lcp lisp lldp
  load-balance load-balance-map logging lookup-dpo macro mactime map mc memif memory mfib mode mpls nat nat44 nat64
  nat66 node npol npt66 nsh nsim one outacl packet-generator pcap pci perfmon physmem plugins pnat policer pot pppoe
  punt pvti qos quic replicate runtime sasc segment-manager session sfdp sflow snort soft-rss sr statistics stn svs
  sw_scheduler syslog tap tcp teib terminal test threads trace tun udp udp-ping unix version vhost-user virtio vlib
  vmxnet3 vrrp vxlan vxlan-gpe wireguard
snort: attach create-instance delete detach disconnect
soft-rss: clear config disable enable
sr: localsid mpls policy pt steer
srp: create-interfaces
stn: rule
svs: enable route table
tcp: debug replay src-address
test: auto-sdl classify cnat dma dns dpdk echo elog fib-walk-process frame-queue http igmp ip ip6 ipv4-5tuple-bench
  l2fib l2patch lb lcp lisp log lt2p mc node one proxy rdma sasc sfdp sleep syslog tls vmxnet3
test-url-handler: enable
tls: openssl
trace: add filter frame-queue
tracenode: feature
udp: decap encap
vrrp: peers proto vr
wireguard: create delete peer
create loopback: interface
delete loopback: interface
set interface: bond default det44 feature handoff hw-class input ip ip6 ip6-nd ipsec l2 l3 lldp mac mpls mtu name nat44
  nat64 nat66 output promiscuous proxy-arp reassembly rss rx-mode rx-placement secondary-mac-address span state tag
  tcp-mss-clamp tx-hash tx-queue unnumbered
show api: clients dump histogram message-table plugin ring-stats trace-status
show interface: default rx-placement secondary-mac-address span tcp-mss-clamp transceiver tx-hash
show ip: container fib local mfib neighbor neighbor-config neighbor-stats neighbor-watcher neighbors pmtu punt session
  source-and-port-range-check table
show ip6: addresses connection-tracker dad fib hbh interface local mfib neighbor neighbor-sorted neighbors pd prefixes
  punt table
show sr: encaps localsids mpls policies policy steering-policies
show sr encaps: hop-limit source
show sr encaps source: addr
show sr localsids: behaviors
show sr policy: behaviors
`;

/** Commands that other commands begin with. */
export const VPP_COMMANDS_WITH_SUBCOMMANDS: readonly string[] = ["dns", "gpe", "igmp", "prom", "session"];

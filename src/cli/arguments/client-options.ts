/** The help of the options that every command with a client takes. */
export const CLIENT_OPTIONS = `  --socket PATH   VPP's API socket (default: TSVPP_VPP_SOCKET, else /run/vpp/api.sock)
  --wait SECONDS  how long to wait until VPP listens (default: 0; also: forever)
  --json          JSON instead of tables, one value on each line
  --help          print this help
`;

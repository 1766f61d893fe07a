/** What the help says of the options of every command that talks to VPP. */
export const CLIENT_OPTIONS = `  --socket PATH   VPP's API socket (default: TSVPP_VPP_SOCKET, else /run/vpp/api.sock)
  --wait SECONDS  how long to wait for a VPP that does not listen yet (default: 0; also: forever)
  --json          JSON in place of tables, one line for each value
  --help          this help
`;

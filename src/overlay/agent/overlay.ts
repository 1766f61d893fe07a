import { isDeepStrictEqual } from "node:util";
import { type IpAddressInput, ipAddressFrom, type Prefix } from "../../address/index.ts";
import { type PeerOptions, type Speaker, type SpeakerEvent, startSpeaker } from "../../bgp/index.ts";
import type { VppClient } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import { Turns } from "../../turns.ts";
import { AddressFile, type OwnAddresses } from "../allocation/index.ts";
import { needsRestart, type OverlayConfig, type OverlayPeer } from "../config/index.ts";
import type { TeDocument } from "../documents/index.ts";
import { type Ground, type InstallEvent, Installer, type Knowledge } from "../install/index.ts";
import { OverlayModel, type OwnedPrefix } from "../model/index.ts";
import {
  BgpSource,
  Completeness,
  heldRefusal,
  ownPrefixes,
  ownRoutes,
  type Refusal,
  type SharedId,
  THIS_NODE,
  takeDocument,
} from "../sources/index.ts";
import {
  type Explanation,
  explain,
  type OverlayParts,
  type OverlayStatus,
  statusInTurns,
  statusOf,
} from "../status/index.ts";
import { Announcements } from "./announcements.ts";
import { chooseAddresses, groundOf, type OwnSid, sidsOf } from "./own-addresses.ts";
import { Timers } from "./timers.ts";

/** What happened to an overlay. Texts of peers are quoted and escaped. */
export type OverlayEvent =
  | InstallEvent
  /** The BGP speaker reports. */
  | { readonly type: "bgp"; readonly event: SpeakerEvent }
  /** A route of a peer is not used. */
  | ({ readonly type: "route-refused" } & Refusal)
  /** One more node has an ID that others have. */
  | ({ readonly type: "shared-id" } & SharedId)
  /** The sources have said so much that VPP's entries from before are changed, or removed. */
  | { readonly type: "knowledge"; readonly knowledge: Knowledge }
  /** The policies come from this source from now on. */
  | { readonly type: "mode"; readonly mode: OverlayConfig["mode"] };

/** What an overlay is started with. */
export interface OverlayOptions {
  readonly config: OverlayConfig;
  /** The policies of mode `configmap`; without it the first `setDocument` gives them. */
  readonly document?: { readonly document: TeDocument; readonly fileName: string };
  /** Called for each event when it has happened. */
  readonly onEvent?: (event: OverlayEvent) => void;
}

/** How long peers have time to send nothing more to this node before its SIDs go. */
const LEAVE_MS = 3000;

/** The overlay agent of one node: it keeps VPP at what BGP peers and documents say, and tells the peers of its own node. */
export class Overlay implements AsyncDisposable {
  readonly #vpp: VppClient;
  readonly #onEvent: (event: OverlayEvent) => void;
  readonly #model: OverlayModel;
  readonly #stateFile: AddressFile | undefined;
  readonly #source: BgpSource;
  readonly #installer: Installer | undefined;
  readonly #completeness: Completeness;
  #config: OverlayConfig;
  #document: { readonly document: TeDocument; readonly fileName: string } | undefined;
  #own: OwnAddresses | undefined;
  /** Local SIDs of before that stay for a while, since packets under way have them. */
  #oldSids: readonly OwnSid[] = [];
  /** The local SIDs that VPP has. */
  readonly #heldSids = new Set<string>();
  /** The local SIDs that were reported as held since VPP was found last. */
  readonly #reportedSids = new Set<string>();
  /** The prefixes of this node that hold the address of a node, by key. */
  readonly #heldPrefixes = new Set<string>();
  readonly #announcements = new Announcements();
  #speaker: Speaker | undefined;
  #isBgpComplete = false;
  #hasLearnt = false;
  #keepsPaths = false;
  #isLeaving = false;
  readonly #timers = new Timers();
  #forgetHook: () => void = () => {};
  /** Ends the wait of `leave`. */
  #endWait: () => void = () => {};
  /** Changes of configuration and document are made one after the other. */
  readonly #changes = new Turns();

  /** @internal Use `startOverlay`. */
  constructor(vpp: VppClient, { config, document, onEvent = () => {} }: OverlayOptions) {
    this.#vpp = vpp;
    this.#config = config;
    this.#document = document;
    this.#onEvent = onEvent;
    const { stateFile, node, mode, bgp } = config;
    this.#stateFile = stateFile === undefined ? undefined : AddressFile.open(stateFile, node.id);
    const refused = (announced: OwnedPrefix) => this.#source.refuseHeld(announced);
    const judged = (keys: readonly string[]) => this.#judged(keys);
    this.#model = new OverlayModel(mode, () => this.#installer?.schedule(), refused, judged);
    this.#source = new BgpSource(
      this.#model,
      config,
      undefined,
      (refusal) => onEvent({ type: "route-refused", ...refusal }),
      (shared) => onEvent({ type: "shared-id", ...shared }),
    );
    if (config.enabled) this.#installer = new Installer(this.#model, (event) => this.#installed(event));
    const isOver = () => this.#speaker?.isComplete === true;
    this.#completeness = new Completeness(bgp.syncSeconds, isOver, () => this.#bgpIsComplete());
  }

  /** @internal */
  async start(): Promise<void> {
    if (this.#installer !== undefined) await this.#startInstaller(this.#installer);
    const { bgp } = this.#config;
    this.#speaker = await startSpeaker(
      {
        as: bgp.as,
        routerId: bgp.routerId,
        ...(bgp.listen && { listen: bgp.listen }),
        peers: bgp.peers.map(peerOptions),
        holdSeconds: bgp.holdSeconds,
        restartSeconds: bgp.restartSeconds,
        settleSeconds: bgp.settleSeconds,
      },
      {
        onRoutes: (changes) => this.#source.take(changes),
        onEvent: (event) => {
          this.#onEvent({ type: "bgp", event });
          this.#completeness.take(event);
        },
      },
    );
    this.#announce();
    if (bgp.peers.length === 0) this.#bgpIsComplete();
  }

  /** The port on which BGP peers are accepted; undefined if none are, or not yet. */
  get port(): number | undefined {
    return this.#speaker?.port;
  }

  /** The configuration that is in use. */
  get config(): OverlayConfig {
    return this.#config;
  }

  /** The state of the agent: peers, other nodes with their paths, and what hinders it. */
  get status(): OverlayStatus {
    return statusOf(this.#parts);
  }

  /**
   * Returns the state as `status` does, but taken in several turns of the event loop where there are many nodes, so that other work goes
   * on: each node is as it was in one of them.
   */
  readStatus(): Promise<OverlayStatus> {
    return statusInTurns(this.#parts);
  }

  /** Returns how packets from the pods of this node to an address go. @throws {VppError} `VPP_ADDRESS`. */
  explain(destination: IpAddressInput): Explanation {
    return explain(this.#parts, ipAddressFrom(destination));
  }

  get #parts(): OverlayParts {
    return {
      config: this.#config,
      model: this.#model,
      installer: this.#installer,
      source: this.#source,
      own: this.#own,
      peers: this.#speaker?.peers ?? [],
      strangers: this.#speaker?.strangers ?? 0,
    };
  }

  /** Takes another TE document: in mode `configmap` its policies and local SIDs are used from now on. */
  setDocument(document: TeDocument, fileName: string): Promise<void> {
    return this.#changes.take(async () => {
      await this.#useDocument({ document, fileName });
      this.#learn();
    });
  }

  /**
   * Takes another configuration without a lost packet.
   *
   * @throws {VppError} `VPP_DOCUMENT` when settings differ that need a restart, which it names; `VPP_SRV6` when pools have no addresses.
   *   Then nothing changes.
   */
  configure(config: OverlayConfig): Promise<void> {
    return this.#changes.take(() => this.#configure(config));
  }

  async #configure(config: OverlayConfig): Promise<void> {
    const names = needsRestart(this.#config, config);
    if (names.length > 0)
      throw new VppError("VPP_DOCUMENT", `a restart of the agent is needed to change ${names.join(", ")}`);
    const before = this.#config;
    const own = this.#installer === undefined ? undefined : await this.#chooseAddresses(config);
    this.#config = config;
    this.#source.configure(config, own);
    const isSameGround = before.node.address.equals(config.node.address) && isDeepStrictEqual(before.sids, config.sids);
    if (own !== undefined) await this.#setOwn(own, !isSameGround);
    if (before.mode !== config.mode) this.#changeMode(config.mode);
    this.#speaker?.setPeers(config.bgp.peers.map(peerOptions));
    for (const { address } of config.bgp.peers) this.#takeAgain(address);
    this.#announce();
    if (before.mode !== config.mode && this.#document !== undefined) await this.#useDocument(this.#document);
    this.#completeness.judge();
    if (before.checkSeconds !== config.checkSeconds) this.#checkLater();
    this.#learn();
  }

  /** Resolves when VPP has been told all that is known until now. */
  async idle(): Promise<void> {
    await this.#installer?.idle();
  }

  /** Compares VPP with what it should hold at once, as is done each `checkSeconds`. */
  async check(): Promise<void> {
    await this.#installer?.check();
  }

  /**
   * Leaves the overlay: withdraws all routes, waits until peers have stopped to send, and removes from VPP what is owned. Then closes.
   *
   * @throws {VppError} when VPP refuses a removal.
   */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    if (this.#speaker !== undefined) this.#announcements.replace(this.#speaker, []);
    await new Promise<void>((resolve) => {
      this.#endWait = resolve;
      this.#timers.after("leave", LEAVE_MS, resolve);
    });
    try {
      await this.#installer?.removeAll();
    } finally {
      this.#speaker?.leave();
      await this.close();
    }
  }

  /** Ends as for an upgrade: what VPP holds stays, and peers keep the routes of this node for `restartSeconds`. */
  async close(): Promise<void> {
    this.#timers.stop();
    this.#endWait();
    this.#completeness.stop();
    this.#forgetHook();
    this.#speaker?.close();
    await this.#installer?.close();
  }

  /** Ends as `close` does, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #startInstaller(installer: Installer): Promise<void> {
    const own = await this.#chooseAddresses(this.#config);
    this.#own = own;
    this.#source.configure(this.#config, own);
    this.#stateFile?.write(own);
    if (this.#document !== undefined) takeDocument(this.#model, this.#document.document, this.#document.fileName);
    this.#forgetHook = await this.#vpp.onReady((generation) => {
      // Reported again, but not withdrawn from the peers meanwhile: a VPP that was only lost has kept its SIDs.
      this.#reportedSids.clear();
      return installer.attach(generation, this.#ground(this.#own!));
    });
    this.#checkLater();
  }

  #chooseAddresses(config: OverlayConfig, document = this.#document?.document): Promise<OwnAddresses> {
    const before = { ...this.#stateFile?.addresses, ...this.#own };
    return chooseAddresses(this.#vpp, config, document, before);
  }

  async #setOwn(own: OwnAddresses, isGroundChanged: boolean): Promise<void> {
    const before = this.#own;
    if (before !== undefined && isDeepStrictEqual(before, own) && !isGroundChanged) return;
    this.#own = own;
    this.#stateFile?.write(own);
    const now = sidsOf(own.localSids).map(({ sid }) => sid.toKey());
    const old = before === undefined ? [] : sidsOf(before.localSids).filter(({ sid }) => !now.includes(sid.toKey()));
    if (old.length > 0) this.#keepOld(old);
    await this.#installer?.setGround(this.#ground(own));
    this.#announce();
  }

  /** Packets are under way to SIDs of before, and other nodes send to them until they know the new ones. */
  #keepOld(old: readonly OwnSid[]): void {
    this.#oldSids = [...this.#oldSids, ...old];
    this.#timers.after("old-sids", this.#config.bgp.settleSeconds * 1000, () => {
      this.#oldSids = [];
      void this.#installer?.setGround(this.#ground(this.#own!));
    });
  }

  #ground(own: OwnAddresses): Ground {
    const current = sidsOf(own.localSids);
    const isCurrent = ({ sid }: OwnSid) => current.some((each) => each.sid.equals(sid));
    return groundOf(this.#config, [...current, ...this.#oldSids.filter((each) => !isCurrent(each))]);
  }

  async #useDocument(given: NonNullable<OverlayOptions["document"]>): Promise<void> {
    const isFirst = this.#document === undefined;
    const own = this.#installer === undefined ? undefined : await this.#chooseAddresses(this.#config, given.document);
    this.#document = given;
    takeDocument(this.#model, given.document, given.fileName);
    this.#source.configure(this.#config, own);
    if (own !== undefined) await this.#setOwn(own, false);
    if (isFirst) this.#forgetPathsLater();
  }

  /** Nodes change their mode one after the other: paths from the source before count, and are announced, for a while. */
  #changeMode(mode: OverlayConfig["mode"]): void {
    this.#model.follow(mode);
    this.#keepsPaths = true;
    this.#onEvent({ type: "mode", mode });
    this.#forgetPathsLater();
  }

  /** Without a document, nothing is known that could take the place of the paths before. */
  #forgetPathsLater(): void {
    if (this.#config.mode === "configmap" && this.#document === undefined) return;
    this.#timers.after("mode", this.#config.bgp.settleSeconds * 1000, () => {
      this.#keepsPaths = false;
      this.#model.forgetBefore();
      this.#announce();
    });
  }

  /** Takes the routes of a peer as if it had announced them now, since what it may say can have changed. */
  #takeAgain(peer: string): void {
    const routes = this.#speaker?.routesOf(peer) ?? [];
    this.#source.take(routes.map((route) => ({ peer, family: route.family, nlri: route.nlri, route })));
  }

  #installed(event: InstallEvent): void {
    if (event.type === "local-sid") {
      const key = event.sid.toKey();
      if (setMember(this.#heldSids, key, event.isHeld)) this.#announce();
      if (!setMember(this.#reportedSids, key, event.isHeld)) return;
    }
    this.#onEvent(event);
  }

  /** Announces what this node has, and withdraws what it has no more. Paths are announced to local SIDs that VPP has. */
  #announce(): void {
    if (this.#speaker === undefined || this.#isLeaving) return;
    const hasPaths = this.#config.mode === "bgp" || this.#keepsPaths;
    const routes = ownRoutes(
      this.#config,
      this.#own,
      (sid) => hasPaths && this.#heldSids.has(sid.toKey()),
      (prefix) => this.#holdsNode(prefix),
    );
    this.#announcements.replace(this.#speaker, routes);
  }

  /** Returns whether a prefix of this node holds a node, and reports it the first time. */
  #holdsNode(prefix: Prefix): boolean {
    const isHeld = this.#model.nodes.isHeld(prefix);
    if (setMember(this.#heldPrefixes, prefix.toKey(), isHeld) && isHeld)
      this.#onEvent({ type: "route-refused", ...heldRefusal(this.#model, THIS_NODE, prefix) });
    return isHeld;
  }

  /** Prefixes of this node may hold a node now, or none any more. */
  #judged(prefixKeys: readonly string[]): void {
    const own = ownPrefixes(this.#config, this.#own);
    if (own.some((prefix) => prefixKeys.includes(prefix.toKey()))) this.#announce();
  }

  #bgpIsComplete(): void {
    this.#isBgpComplete = true;
    this.#learn();
  }

  /** What VPP has from before may change once all sources have said all, and go some time later: a restarted reflector knows less. */
  #learn(): void {
    const { mode, bgp } = this.#config;
    const isComplete = this.#isBgpComplete && (mode === "bgp" || this.#document !== undefined);
    if (!isComplete || this.#hasLearnt) return;
    this.#hasLearnt = true;
    void this.#know("told");
    this.#timers.after("settle", bgp.settleSeconds * 1000, () => void this.#know("settled"));
  }

  async #know(knowledge: Knowledge): Promise<void> {
    await this.#installer?.learn(knowledge);
    this.#onEvent({ type: "knowledge", knowledge });
  }

  #checkLater(): void {
    // Nodes that were started together shall not compare together.
    const ms = this.#config.checkSeconds * 1000 * (0.75 + Math.random() / 2);
    this.#timers.after("check", ms, () => {
      void this.check();
      this.#checkLater();
    });
  }
}

/**
 * Starts the overlay agent of a node. Resolves when VPP has the local SIDs of the node, or has refused them, and the speaker runs.
 *
 * @param vpp stays open when the overlay ends. The overlay continues when this client has connected again.
 * @throws {VppError} `VPP_FILE` for a state file that cannot be used; `VPP_SRV6` when a pool has no free address or VPP has one of the
 *   addresses for another purpose.
 */
export async function startOverlay(vpp: VppClient, options: OverlayOptions): Promise<Overlay> {
  const overlay = new Overlay(vpp, options);
  try {
    await overlay.start();
    return overlay;
  } catch (reason) {
    await overlay.close();
    throw reason;
  }
}

/** Adds or removes a member of a set. Returns whether the set has changed. */
function setMember(set: Set<string>, key: string, isMember: boolean): boolean {
  if (set.has(key) === isMember) return false;
  if (isMember) set.add(key);
  else set.delete(key);
  return true;
}

function peerOptions({ address, port, as, localAddress }: OverlayPeer): PeerOptions {
  return { address, port, ...(as !== undefined && { as }), ...(localAddress !== undefined && { localAddress }) };
}

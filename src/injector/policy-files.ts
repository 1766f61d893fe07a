import { type Ip4Address, Ip6Address } from "../address/index.ts";
import { describeNlri, encodePath, type SrPolicyKey } from "../bgp/index.ts";
import { errorText, VppError } from "../errors.ts";
import { documentError, placeProblems, readYamlDocuments, type Yaml } from "../yaml/index.ts";
import { keyOfPolicy, type Policy, routeOf } from "./policy.ts";
import { type GivenPolicy, readPolicy } from "./policy-schema.ts";

/** The text of a file. */
export interface PolicyFile {
  readonly name: string;
  readonly text: string;
}

/** What files say. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  /** The names of policies that the files withdraw. */
  readonly withdrawn: readonly SrPolicyKey[];
}

/** The longest next hop of all: the size of a route is checked with it. */
const SOME_SPEAKER = { address: Ip6Address.UNSPECIFIED, peers: [] };

/**
 * Reads files of policies in YAML, several documents in each. A policy without a distinguisher becomes one for each headend, whose
 * distinguisher is the router ID: with the same one they would replace each other. With a distinguisher it stays one policy.
 *
 * @param headends take the place of those in the files; undefined keeps these.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each problem of all files: `te.yaml:14: nlri.color: expected ...`.
 */
export function readPolicyFiles(files: readonly PolicyFile[], headends?: readonly Ip4Address[]): PolicySet {
  const reader = new Reader(headends);
  for (const file of files) reader.read(file);
  if (reader.faults.length > 0) throw documentError(reader.faults);
  return reader;
}

class Reader implements PolicySet {
  readonly policies: Policy[] = [];
  readonly withdrawn: SrPolicyKey[] = [];
  readonly faults: string[] = [];
  readonly #headends: readonly Ip4Address[] | undefined;
  /** The places of all policies. */
  readonly #places = new Map<string, string>();

  constructor(headends: readonly Ip4Address[] | undefined) {
    this.#headends = headends;
  }

  read({ name, text }: PolicyFile): void {
    for (const yaml of this.#documentsIn(text, name)) this.#readDocument(yaml, name);
  }

  #documentsIn(text: string, name: string): Yaml[] {
    try {
      const documents = readYamlDocuments(text, name);
      if (documents.length === 0) this.faults.push(`${name}: no policy: the file is empty`);
      return documents;
    } catch (reason) {
      this.faults.push(...VppError.from(reason).message.split("\n"));
      return [];
    }
  }

  #readDocument(yaml: Yaml, name: string): void {
    const given = readPolicy(yaml.value);
    if ("problems" in given) {
      this.faults.push(...placeProblems(given.problems, yaml, name));
      return;
    }
    const place = `${name}:${yaml.find(["nlri"]).line}`;
    for (const policy of policiesOf({ ...given, headends: this.#headends ?? given.headends })) this.#add(policy, place);
  }

  #add({ path, ...policy }: NamedPolicy, place: string): void {
    const key = keyOfPolicy(policy);
    const other = this.#places.get(key);
    if (other !== undefined) this.faults.push(`${place}: nlri: duplicate of ${other}: ${describeNlri(policy.nlri)}`);
    this.#places.set(key, place);
    if (path === undefined) this.withdrawn.push(policy.nlri);
    else {
      const fault = faultOf({ ...policy, path });
      if (fault === undefined) this.policies.push({ ...policy, path });
      else this.faults.push(`${place}: ${fault}`);
    }
  }
}

type NamedPolicy = Omit<Policy, "path"> & Pick<GivenPolicy, "path">;

function policiesOf(given: GivenPolicy): NamedPolicy[] {
  const { distinguisher, ...rest } = given.nlri;
  if (distinguisher !== undefined) return [{ ...given, nlri: { distinguisher, ...rest } }];
  if (given.headends.length === 0) return [{ ...given, nlri: { distinguisher: 0, ...rest } }];
  return given.headends.map((headend) => {
    return { ...given, nlri: { distinguisher: headend.word >>> 0, ...rest }, headends: [headend] };
  });
}

function faultOf(policy: Policy): string | undefined {
  try {
    encodePath(routeOf(policy, SOME_SPEAKER));
    return undefined;
  } catch (reason) {
    return errorText(reason);
  }
}

import type { Steering } from "../../srv6/index.ts";
import type { InterfaceNames } from "../interface-names.ts";
import { describeShare, shortHereText, weightWords } from "../words.ts";
import { type Rectangle, textWidth } from "./drawing.ts";
import type { ListNode, PolicyNode } from "./graph.ts";
import type { Look } from "./theme.ts";

/** A box with a line of text, and a smaller one below it. Its place is final only when all boxes are known. */
export interface Box extends Rectangle {
  readonly look: Extract<Look, "traffic" | "policy" | "list" | "sid" | "here" | "missing">;
  readonly lines: Lines;
  readonly column: number;
  x: number;
  y: number;
  width: number;
}

/** A horizontal line from the right border of one box to the left border of another one. */
export interface Line {
  readonly look: Extract<Look, "steer" | "share" | "copy" | "lost">;
  readonly from: Box;
  readonly to: Box;
  readonly width: number;
}

/**
 * The boxes and lines of one BSID: traffic in column 0, the policy in column 1, lists in column 2, and SIDs. The policy is as high
 * as all of its lists and all of its traffic, so that every line is horizontal and none crosses another.
 */
export interface Block {
  readonly boxes: Box[];
  readonly lines: Line[];
  /** The box of the policy. */
  readonly head: Box;
  readonly height: number;
}

type Lines = readonly [main: string, note?: string];

/** The height of a box with two lines of text. */
export const BOX_HEIGHT = 38;
/** From row to row of boxes. */
export const PITCH = 46;

const PADDING = 12;
const MAX_LINE = 14;
const MIN_LINE = 1.5;
const STEER_LINE = 2;

/** Returns the boxes of a policy, the upper one at 0. */
export function policyBlock(policy: PolicyNode, interfaces: InterfaceNames): Block {
  const { bsid, headend, policyType, fibTable, label, traffic, lists } = policy;
  const rows = Math.max(1, traffic.length, lists.length);
  const kind = `${headend}, ${policyType}, table ${fibTable}`;
  const texts: Lines = label === undefined ? [String(bsid), kind] : [label, `${bsid}, ${kind}`];
  const block = blockOf("policy", texts, rows);
  addTraffic(block, traffic, "steer", interfaces);
  for (const [at, list] of lists.entries()) addList(block, policy, list, at, interfaces);
  return block;
}

/** Returns the boxes of traffic that is steered to one BSID without a policy, the upper one at 0. */
export function astrayBlock(rules: readonly Steering[], interfaces: InterfaceNames): Block {
  const block = blockOf("missing", [String(rules[0]!.bsid), "no such policy: dropped"], rules.length);
  addTraffic(block, rules, "lost", interfaces);
  return block;
}

/** Returns a box whose place is not known yet, as wide as its text needs. */
export function boxOf(look: Box["look"], lines: Lines, column = 0, y = 0, height: number = BOX_HEIGHT): Box {
  const [main, note = ""] = lines;
  const width = Math.max(textWidth("main", main), textWidth("note", note)) + 2 * PADDING;
  return { look, lines, column, x: 0, y, width, height };
}

/** Returns the place of a line: the middle of the lower one of its boxes. */
export function middleOf({ from, to }: Line): number {
  const { y, height } = from.height < to.height ? from : to;
  return y + height / 2;
}

function blockOf(look: Box["look"], lines: Lines, rows: number): Block {
  const height = rows * PITCH - (PITCH - BOX_HEIGHT);
  const head = boxOf(look, lines, 1, 0, height);
  return { boxes: [head], lines: [], head, height };
}

function addTraffic(block: Block, rules: readonly Steering[], look: Line["look"], interfaces: InterfaceNames): void {
  for (const [at, rule] of rules.entries()) {
    const box = boxOf("traffic", trafficLines(rule, interfaces), 0, rowOf(block, at, rules.length));
    block.boxes.push(box);
    block.lines.push({ look, from: box, to: block.head, width: STEER_LINE });
  }
}

function trafficLines(rule: Steering, interfaces: InterfaceNames): Lines {
  if (rule.kind === "l3") return [String(rule.prefix), `table ${rule.tableId}`];
  return [interfaces.get(rule.swIfIndex) ?? `interface ${rule.swIfIndex}`, "all frames"];
}

function addList(block: Block, policy: PolicyNode, list: ListNode, at: number, interfaces: InterfaceNames): void {
  const { policyType, lists } = policy;
  const { share, segments } = list;
  const y = rowOf(block, at, lists.length);
  const look = policyType === "spray" ? "copy" : "share";
  const properties = [...weightWords(policyType, list.weight), `+${list.overheadBytes} bytes`];
  const path = [
    boxOf("list", [describeShare(policyType, share, at), properties.join(", ")], 2, y),
    ...segments.map(({ sid, here }, place) => {
      const column = 3 + place;
      if (here === undefined) return boxOf("sid", [String(sid)], column, y);
      return boxOf("here", [String(sid), shortHereText(here, interfaces)], column, y);
    }),
  ];
  let from = block.head;
  for (const to of path) {
    block.boxes.push(to);
    block.lines.push({ look, from, to, width: lineWidth(share) });
    from = to;
  }
}

/** Returns the upper end of one of several boxes, which are spread evenly over the height of a block. */
function rowOf({ height }: Block, at: number, count: number): number {
  const pitch = (height + PITCH - BOX_HEIGHT) / count;
  return Math.round((at + 0.5) * pitch - PITCH / 2);
}

function lineWidth(share = 0): number {
  return Math.max(MIN_LINE, Math.round(share * MAX_LINE * 10) / 10);
}

/** The whole text of a module is in `test/golden/sample.ts.txt`; here is what decides its order and its parts. */
import t from "tap";
import { emitModule } from "../../../src/codegen/emit/emit-module.ts";
import { ApiSchema, parseApi } from "../../../src/schema/index.ts";

/** Requests stand before what answers them, and a type behind another that its message uses. */
const module = parseApi(
  `enum kind : u8 { KIND_A = 1, };
   typedef u8 tag[4];
   typedef item { vl_api_kind_t kind; vl_api_tag_t tag; };
   union either { u8 narrow; u32 wide; };
   define thing_dump { u32 client_index; u32 context; };
   define thing_details { u32 context; vl_api_item_t item; };
   autoreply define thing_set { u32 client_index; u32 context; u32 id; u8 n; u8 more[n]; };
   autoreply define thing_move { u32 client_index; u32 context; u32 id; bool up; };
   autoreply define want_thing_events { u32 client_index; u32 context; bool enable; };
   define thing_event { u32 client_index; u32 id; };
   service { rpc want_thing_events returns want_thing_events_reply events thing_event; };`,
  "made_up.api",
);
const file = emitModule(module, new ApiSchema("", [module]));
const text = file.text("// head", { wireImport: "tsvpp/wire/v1", importExtension: ".js" });
const exported = [...text.matchAll(/^export const (\w+)/gm)].map(([, name]) => name);

t.test("what is used stands before what uses it; an alias needs nothing", async (t) => {
  t.same(exported, [
    "Kind",
    "eitherCodec",
    "itemCodec",
    "thingDetails",
    "thingSetReply",
    "thingMoveReply",
    "wantThingEventsReply",
    "thingEvent",
    "thingDump",
    "thingSet",
    "thingMove",
    "wantThingEvents",
  ]);
});

/** The type of each descriptor: what a message is, and what answers it. */
const types: readonly (readonly [descriptor: string, type: string])[] = [
  ["thingDetails", "Message<ThingDetails>"],
  ["thingDump", "Dump<ThingDump, ThingDetails>"],
  ["thingSet", "Request<ThingSet, ThingSetReply>"],
  ["thingEvent", "Event<ThingEvent, WantThingEvents>"],
];

for (const [descriptor, type] of types) {
  t.test(`${descriptor} is a ${type}`, async (t) => {
    t.match(text, `export const ${descriptor}: ${type} = /*#__PURE__*/ `);
  });
}

t.test("an event has the request that enables it, as a function: it stands below", async (t) => {
  t.match(text, /^\}, \(\) => wantThingEvents\);$/m);
});

t.test("only details can be read field by field, and only requests of fixed length have offsets", async (t) => {
  t.equal(text.match(/^ {2}parts: /gm)?.length, 1);
  t.same(
    [...text.matchAll(/^ {2}offsets: (.*),$/gm)].map(([, offsets]) => offsets),
    ["[0, 4]", "[0]"],
  );
});

t.test("a union is a type with a case for each arm", async (t) => {
  t.match(
    text,
    `export type Either =
  | { readonly case: "narrow"; readonly value: number }
  | { readonly case: "wide"; readonly value: number }
  | { readonly case: "bytes"; readonly value: Uint8Array };
`,
  );
});

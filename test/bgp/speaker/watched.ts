/** A speaker that keeps what its handler is told, for tests that wait for it. */
import type { Test } from "tap";
import {
  describeNlri,
  type Speaker,
  type SpeakerEvent,
  type SpeakerOptions,
  startSpeaker,
} from "../../../src/bgp/index.ts";

export interface Watched {
  readonly speaker: Speaker;
  /** Changes of routes, as `+ ROUTE` and `- ROUTE`. */
  readonly routes: string[];
  readonly events: SpeakerEvent[];
  /** Resolves when the condition is true, which is looked at after each event and change. */
  when(condition: () => boolean): Promise<void>;
  /** Resolves with the next event of a kind. */
  next(kind: SpeakerEvent["kind"]): Promise<SpeakerEvent>;
}

/** Starts a speaker that is closed at the end of the test. */
export async function startWatched(t: Test, options: Partial<SpeakerOptions>): Promise<Watched> {
  const routes: string[] = [];
  const events: SpeakerEvent[] = [];
  const waiting: (() => void)[] = [];
  const look = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  const when = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const speaker = await startSpeaker(
    { as: 64512, routerId: "10.0.0.2", peers: [], ...options },
    {
      onRoutes: (changes) => {
        for (const { nlri, route } of changes) routes.push(`${route ? "+" : "-"} ${describeNlri(nlri)}`);
        look();
      },
      onEvent: (event) => {
        events.push(event);
        look();
      },
    },
  );
  t.teardown(() => speaker.close());
  const next = async (kind: SpeakerEvent["kind"]) => {
    const from = events.length;
    await when(() => events.slice(from).some((event) => event.kind === kind));
    return events.slice(from).find((event) => event.kind === kind)!;
  };
  return { speaker, routes, events, when, next };
}

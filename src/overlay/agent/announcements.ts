import { isDeepStrictEqual } from "node:util";
import type { OwnRoute, Speaker } from "../../bgp/index.ts";

/** What a speaker announces of its node: only what has changed is sent. */
export class Announcements {
  #routes: readonly OwnRoute[] = [];

  /** Announces these routes, and withdraws what was announced before and is not among them. */
  replace(speaker: Speaker, routes: readonly OwnRoute[]): void {
    const isNamed = (old: OwnRoute) => routes.some((route) => isSameName(old, route));
    const isNew = (route: OwnRoute) => !this.#routes.some((old) => isDeepStrictEqual(old, route));
    speaker.withdraw(this.#routes.filter((old) => !isNamed(old)));
    speaker.announce(routes.filter(isNew));
    this.#routes = routes;
  }
}

function isSameName(a: OwnRoute, b: OwnRoute): boolean {
  return a.family === b.family && isDeepStrictEqual(a.nlri, b.nlri);
}

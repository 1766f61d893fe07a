const MAX_SUGGESTIONS = 3;

/**
 * Returns the candidates that are spelled like `name`, nearest first, at most three. Case and separators do not count, and a
 * part of a name is near to the whole.
 */
export function nearestNames(name: string, candidates: readonly string[]): string[] {
  const wanted = normalize(name);
  const farthest = Math.ceil(wanted.length / 3);
  return candidates
    .map((candidate) => ({ candidate, distance: distanceTo(wanted, normalize(candidate)) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance || a.candidate.length - b.candidate.length)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

function normalize(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function distanceTo(wanted: string, candidate: string): number {
  return wanted.length > 2 && candidate.includes(wanted) ? 1 : editDistance(wanted, candidate);
}

/** Returns the Levenshtein distance: how many letters to insert, delete or replace to turn one word into the other. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = above[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, above[column]! + 1, current[column - 1]! + 1));
    }
    above = current;
  }
  return above[to.length]!;
}

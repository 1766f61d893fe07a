import type { Comment } from "./lexer.ts";
import { parseBlock, parseTypedef } from "./parse-block.ts";
import { parseCounters, parsePaths } from "./parse-counters.ts";
import { parseEnum } from "./parse-enum.ts";
import { parseOption } from "./parse-options.ts";
import { parseService } from "./parse-service.ts";
import { countLines, type Source } from "./source.ts";
import type { Name, Statement } from "./syntax.ts";
import { Tokens } from "./tokens.ts";

/** The words that may precede a definition. */
const FLAGS = ["manual_print", "manual_endian", "dont_trace", "typeonly", "autoendian", "autoreply"];

/**
 * Parses the statements of an `.api` file, by the grammar of VPP's `src/tools/vppapigen/vppapigen.py`.
 *
 * @throws {VppError} `VPP_SCHEMA`, with file, line and column.
 */
export function parseStatements(source: Source): Statement[] {
  const tokens = new Tokens(source);
  const statements: Statement[] = [];
  let comment: Comment | undefined;
  while (tokens.peek.kind !== "end") {
    comment = tokens.peek.comment ?? comment;
    const statement = parseStatement(tokens);
    if (statement.kind === "define" || statement.kind === "typedef") {
      statements.push(describes(comment, statement.at, source) ? { ...statement, comment: comment.text } : statement);
      comment = undefined;
    } else {
      statements.push(statement);
    }
  }
  return statements;
}

/** Returns whether a comment describes a definition: it begins on the same line or the next. */
function describes(comment: Comment | undefined, at: number, source: Source): comment is Comment {
  return comment !== undefined && countLines(source.text, comment.end, at) <= 1;
}

function parseStatement(tokens: Tokens): Statement {
  const flags = parseFlags(tokens);
  const { at } = tokens.peek;
  if (tokens.take("define")) return parseBlock(tokens, "define", at, flags);
  if (tokens.take("typedef")) return parseTypedef(tokens, at);
  if (tokens.take("union")) return parseBlock(tokens, "union", at, flags);
  if (flags.length > 0) throw tokens.unexpected("define, typedef or union");
  if (tokens.take("import")) return parseImport(tokens);
  if (tokens.take("option")) return parseOption(tokens);
  if (tokens.take("enum")) return parseEnum(tokens, "enum");
  if (tokens.take("enumflag")) return parseEnum(tokens, "enumflag");
  if (tokens.take("service")) return parseService(tokens);
  if (tokens.take("counters")) return parseCounters(tokens);
  if (tokens.take("paths")) return parsePaths(tokens);
  throw tokens.unexpected("a statement");
}

function parseFlags(tokens: Tokens): Name[] {
  const flags: Name[] = [];
  while (FLAGS.some((flag) => tokens.isAt(flag))) flags.push(tokens.next());
  return flags;
}

function parseImport(tokens: Tokens): Statement {
  const path = tokens.text("a path");
  tokens.expect(";");
  return { kind: "import", path };
}

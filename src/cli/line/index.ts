/**
 * The grammar of a line of text: what it is by its first characters, where its pipe begins, and the values of a message's fields.
 * Everything here is a pure function of text and descriptors; names of interfaces are returned, and looked up elsewhere.
 */
export { argumentSyntax, type CliNode, type CliPlace, followWords, listCommands, readCliTree } from "./cli-tree.ts";
export { explainFields } from "./explain-fields.ts";
export { type FieldTexts, parseFields } from "./field-text.ts";
export { type InterfaceText, type ReadFields, readFieldTexts } from "./field-values.ts";
export { type Line, type Names, readLine } from "./read-line.ts";

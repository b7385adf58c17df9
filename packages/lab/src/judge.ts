/**
 * The invariants every client message keeps, as a table of small pure functions.
 *
 * Clause: conformance §3 (INV-01 … INV-20) as amended by decisions D11 and D12.
 */
import { StrictReadError } from "./element.ts";
import { DOCUMENT_RULES } from "./judge-document.ts";
import { HTTP_RULES } from "./judge-http.ts";
import { SECRET_RULES } from "./judge-secrets.ts";
import { SESSION_RULES } from "./judge-session.ts";
import { STATUS_RULES } from "./judge-statuses.ts";
import { readWbxml } from "./read-wbxml.ts";
import { readXml } from "./read-xml.ts";
import {
  type ClientMessage,
  type JudgeContext,
  looksLikeXml,
  type Rule,
  type RuleContext,
  type Violation,
} from "./rule.ts";

/** Every invariant, by id. */
export const RULES: readonly Rule[] = [
  ...HTTP_RULES,
  ...DOCUMENT_RULES,
  ...SESSION_RULES,
  ...STATUS_RULES,
  ...SECRET_RULES,
].sort((a, b) => a.id.localeCompare(b.id));

/** Judges one client message by every rule, or by the rules named. */
export function judge(context: JudgeContext, ids?: readonly string[]): Violation[] {
  const full = { ...context, ...readStrictly(context.current) };
  return RULES.filter((rule) => ids === undefined || ids.includes(rule.id)).flatMap((rule) =>
    rule.judge(full).map((what) => ({ rule: rule.id, message: context.current.n, what })),
  );
}

function readStrictly({ bytes }: ClientMessage): Pick<RuleContext, "root" | "wbxmlHeader" | "strictError"> {
  try {
    if (looksLikeXml(bytes)) return { root: readXml(bytes) };
    const { header, root } = readWbxml(bytes);
    return { root, wbxmlHeader: header };
  } catch (error) {
    if (error instanceof StrictReadError) return { strictError: error.message };
    throw error;
  }
}

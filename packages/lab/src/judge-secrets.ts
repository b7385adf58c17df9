/** INV-18: no provisioned secret and no nonce outside the place that carries it. Clause: decisions D11. */
import { type Element, protocolElements } from "./element.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { countSecret, resolveReferences, textsOf } from "./secrets.ts";

/** Headers that carry credentials by their nature. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set(["authorization", "proxy-authorization"]);

export const SECRET_RULES: readonly Rule[] = [
  {
    id: "INV-18",
    what: "no provisioned secret or nonce in any body, header or request line, but in Cred and NextNonce",
    judge: (context) => {
      const faults: string[] = [];
      const bodies = textsOf(context.current.bytes);
      const allowed = allowedTexts(context);
      const parts = partTexts(context);
      for (const secret of context.secrets) {
        const inAllowed = allowed.reduce((sum, text) => sum + countSecret(secret, text), 0);
        const inBody = bodies.some((body) => countSecret(secret, body) > inAllowed);
        if (inBody || parts.some((text) => countSecret(secret, text) > 0)) {
          faults.push(`the ${secret.name} shows in the body`);
        }
        if (countSecret(secret, latin1(context.current.path ?? "")) > 0) {
          faults.push(`the ${secret.name} shows in the request line`);
        }
        for (const [name, value] of context.current.headers) {
          if (CREDENTIAL_HEADERS.has(name.toLowerCase())) continue;
          if (countSecret(secret, value) > 0) faults.push(`the ${secret.name} shows in the header ${name}`);
        }
      }
      return faults;
    },
  },
];

/** Every element's text put together from its parts, where no secret may travel: CDATA sections, WBXML pieces. */
function partTexts({ root }: RuleContext): string[] {
  const texts: string[] = [];
  const walk = (element: Element, mayCarry: boolean): void => {
    const carries = element.name === "NextNonce" || (mayCarry && element.name === "Data");
    if (!carries && element.text !== "") texts.push(latin1(element.text), latin1(resolveReferences(element.text)));
    for (const child of element.children) walk(child, element.name === "Cred");
  };
  if (root !== undefined) walk(root, false);
  return texts;
}

/** Texts inside which a secret may travel: Cred/Data and NextNonce. */
function allowedTexts({ root }: RuleContext): string[] {
  if (root === undefined) return [];
  const texts: string[] = [];
  for (const element of protocolElements(root)) {
    if (element.name === "NextNonce") texts.push(latin1(element.text));
    if (element.name !== "Cred") continue;
    for (const child of element.children) if (child.name === "Data") texts.push(latin1(child.text));
  }
  return texts;
}

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

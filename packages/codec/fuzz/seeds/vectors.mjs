/** The rows of the vector suite as seeds. They are TypeScript, which Node 20 cannot load. */
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const bundle = await rolldown({
  input: fileURLToPath(new URL("../../test/vectors/rows.ts", import.meta.url)),
  platform: "node",
  tsconfig: false,
});
const { output } = await bundle.generate({ format: "es" });
await bundle.close();
const { ROWS } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);

/** Octets of the rows of these forms, and of those that a decoder of that name must refuse. */
export function vectors(...forms) {
  const rows = ROWS.filter(({ form, as }) => forms.includes(form === "refused" ? as : form));
  // A plain array of bytes, as values hold: a Buffer equals none.
  return rows.map(
    ({ hex, xml, text }) => new Uint8Array(hex === undefined ? Buffer.from(xml ?? text) : Buffer.from(hex, "hex")),
  );
}

/** The 148 rows of the client profile, in its order. Clause: conformance §0. */
import { DMBOOT } from "./dmboot.ts";
import { DMNOTI } from "./dmnoti.ts";
import { DMPRO } from "./dmpro.ts";
import { DMREPU } from "./dmrepu.ts";
import { DMSEC } from "./dmsec.ts";
import { DMSESSREP } from "./dmsessrep.ts";
import { DMSTDOBJ } from "./dmstdobj.ts";
import { DMTND } from "./dmtnd.ts";
import { DMTNDS } from "./dmtnds.ts";
import { HTTP_BINDING } from "./http-binding.ts";
import { META } from "./meta.ts";
import { PUSH_BINDING } from "./push-binding.ts";
import type { Row } from "./row.ts";

export const ROWS: readonly Row[] = [
  ...DMPRO,
  ...DMREPU,
  ...DMSEC,
  ...DMTND,
  ...DMTNDS,
  ...DMSTDOBJ,
  ...DMBOOT,
  ...META,
  ...DMNOTI,
  ...DMSESSREP,
  ...HTTP_BINDING,
  ...PUSH_BINDING,
];

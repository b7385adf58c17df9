/** The content models of TNDS and DDF, ready to read and write by. */
import { withShapes } from "../content-model/model.ts";
import { TNDS_MODELS } from "./content-model.ts";
import { TNDS_SHAPES } from "./shapes.ts";

export const MGMT_TREE = withShapes(TNDS_MODELS, TNDS_SHAPES).get("MgmtTree")!;

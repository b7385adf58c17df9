/** The content models of SyncML messages, ready to read and write by. */
import { withShapes } from "../content-model/model.ts";
import { TNDS_MODELS } from "../tnds/content-model.ts";
import { TNDS_SHAPES } from "../tnds/shapes.ts";
import { METINF_MODELS, SYNCML_MODELS } from "./content-model.ts";
import { METINF_SHAPES, SYNCML_SHAPES } from "./shapes.ts";

// Data may hold a tree in place, so the shapes of trees are needed here as well.
withShapes(TNDS_MODELS, TNDS_SHAPES);
withShapes(METINF_MODELS, METINF_SHAPES);

export const SYNCML_MESSAGE = withShapes(SYNCML_MODELS, SYNCML_SHAPES).get("SyncML")!;

/** The cases can fail: each row of the session's tables, perturbed, is noticed by one that cites its rule (decisions D19). All of them, every time. */
import { mutantsAreNoticed } from "../mutation.ts";
import { SESSION_CASES } from "./cases/index.ts";
import { MUTANTS } from "./mutants.ts";

mutantsAreNoticed("mutants of the session's tables", SESSION_CASES, MUTANTS, "citing cases");

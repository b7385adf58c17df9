/** The cases can fail: each row of the tree's tables, perturbed, is noticed (decisions D19). All of them, every time. */
import { mutantsAreNoticed } from "../mutation.ts";
import { ALL_CASES } from "./cases/index.ts";
import { MUTANTS } from "./mutants.ts";

mutantsAreNoticed("mutants of the tree's tables", ALL_CASES, MUTANTS, "all cases");

/**
 * Bootstrap Config: where client-initiated bootstrap finds its server. Clause: DMBOOT 1.3 §6.3; rules
 * bootstrap-push §11.2, tree §13.5.
 */
import { STATUS } from "../status.ts";
import type { ManagementTree } from "../tree/management-tree.ts";
import { interior, leaf, type NodeSpec } from "../tree/node-spec.ts";
import type { TreeView } from "../tree/tree-view.ts";
import type { ManagementObject } from "./management-object.ts";

/** As registered (decisions D9). */
export const BOOTSTRAP_CONFIG_MOID = "urn:oma:mo:oma-dm-bootstrapcfg:1.0";

/**
 * PROVISIONAL. The registered description was never read (bootstrap-push §11.2#2): these names are our working
 * assumption, and whatever it turns out to say is changed in this table alone.
 */
export const BOOTSTRAP_CONFIG_NODES = {
  root: "BootConfig",
  /** An https URL; empty: none is set. */
  serverUrl: "BootstrapServerURL",
  /** Connectivity to use. */
  connectivity: "ConRef",
  extension: "Ext",
} as const;

const { root, serverUrl, connectivity, extension } = BOOTSTRAP_CONFIG_NODES;
const PERMANENT = { scope: "Permanent" } as const;
const FREE = { scope: "Permanent", min: 0 } as const;

const SPEC: NodeSpec = interior(
  root,
  ["Get"],
  [
    leaf(serverUrl, "chr", ["Get", "Replace"], PERMANENT),
    leaf(connectivity, "chr", ["Add", "Get", "Replace"], { max: 1 }),
    interior(extension, ["Get"], [], FREE),
  ],
  { ...PERMANENT, moid: BOOTSTRAP_CONFIG_MOID },
);

export const BOOTSTRAP_CONFIG: ManagementObject = {
  spec: SPEC,
  validate: ({ tree }) => (isServerUrl(urlIn(tree)) ? STATUS.ok : STATUS.commandFailed),
};

function urlIn(tree: TreeView): string {
  const value = tree.find([root, serverUrl])?.value;
  return typeof value === "string" ? value.trim() : "";
}

/** Nothing but https is ever asked for a bootstrap document (bootstrap-push §11.2#3). */
function isServerUrl(text: string): boolean {
  return text === "" || (text.length <= 2_048 && URL.canParse(text) && new URL(text).protocol === "https:");
}

/** The URL that was set; `undefined` when none is. */
export function configuredServerUrl(tree: ManagementTree): string | undefined {
  return urlIn(tree) || undefined;
}

/** A folder and labs for each test of a file, gone afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Lab, type LabOptions, startLab } from "@oma-dm/lab";
import { afterEach, beforeEach } from "vitest";

export interface Workspace {
  /** Of the test that runs. */
  readonly folder: string;
  lab(options: LabOptions): Promise<Lab>;
}

/** To be called once, at the top of a file. */
export function workspace(): Workspace {
  let folder = "";
  const labs: Lab[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "oma-dm-cli-"));
  });
  afterEach(async () => {
    for (const lab of labs.splice(0)) await lab.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    lab: async (options) => {
      const lab = await startLab(options);
      labs.push(lab);
      return lab;
    },
  };
}

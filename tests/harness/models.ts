import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { binary } from "./server";

const program = path.join(path.dirname(binary), "write_sample_models");

/** Networks of a few lines, as TorchScript: what each does stands in backend/infer/write_sample_models.cpp. */
export function writeSampleModels(folder: string): void {
  if (!existsSync(program)) throw new Error(`${program} is not there: "make unit" builds it`);
  const { status, stderr } = spawnSync(program, [folder], { encoding: "utf8", timeout: 60_000 });
  if (status !== 0) throw new Error(`write_sample_models: ${stderr}`);
}

/** `scanetrix models …` */
export function models(...given: string[]) {
  const { status, stdout, stderr } = spawnSync(binary, ["models", ...given], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

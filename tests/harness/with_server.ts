import { afterAll, afterEach, beforeAll } from "vitest";
import { Server, type ServerOptions } from "./server";

const logTailLength = 4000;

/**
 * One server for all tests of a file: started before them, stopped after them (which must end it with 0). After a
 * failed test the end of its log is printed. Use `.server` inside of tests only.
 */
export function withServer(options: ServerOptions = {}): { server: Server } {
  const held = {} as { server: Server };
  beforeAll(async () => {
    held.server = await Server.start(options);
  });
  afterEach(({ task }) => {
    if (task.result?.state === "fail")
      console.error(`server's log, its end:\n${held.server.log.slice(-logTailLength)}`);
  });
  afterAll(() => held.server?.stop());
  return held;
}

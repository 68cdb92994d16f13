/** One message of a `text/event-stream`. */
export type StreamMessage = { type: string; data: string; id: string | null };

/**
 * Cuts a `text/event-stream` into messages (WHATWG HTML, 9.2.6). Feed it text as it comes, cut anywhere.
 * Comments (heartbeats) give no message.
 */
export function createStreamParser(onMessage: (message: StreamMessage) => void) {
  let rest = "";
  let type = "";
  let data: string[] = [];
  let id: string | null = null;

  function takeLine(line: string): void {
    if (line === "") {
      if (data.length > 0) onMessage({ type: type || "message", data: data.join("\n"), id });
      type = "";
      data = [];
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") type = value;
    else if (field === "data") data.push(value);
    else if (field === "id") id = value;
  }

  return {
    push(text: string): void {
      // A line may end in CR LF, and the LF may come with the next piece: such a CR waits for it.
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      lines.forEach(takeLine);
    },
  };
}

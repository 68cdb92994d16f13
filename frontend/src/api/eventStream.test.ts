import { expect, test } from "vitest";
import { createStreamParser, type StreamMessage } from "./eventStream";

function parse(...pieces: string[]): StreamMessage[] {
  const messages: StreamMessage[] = [];
  const parser = createStreamParser((message) => messages.push(message));
  pieces.forEach((piece) => parser.push(piece));
  return messages;
}

test("a message has a type, an id and its data", () => {
  expect(parse('id: 7\nevent: upload\ndata: {"id":"a"}\n\n')).toEqual([
    { type: "upload", id: "7", data: '{"id":"a"}' },
  ]);
});

test("a message may come in any pieces", () => {
  const text = "id: 7\r\nevent: scan\r\ndata: one\r\ndata: two\r\n\r\n";
  const whole = [{ type: "scan", id: "7", data: "one\ntwo" }];
  for (let cut = 1; cut < text.length; cut += 1)
    expect(parse(text.slice(0, cut), text.slice(cut)), `cut at ${cut}`).toEqual(whole);
});

test("heartbeats and half messages give nothing", () => {
  expect(parse(": beat\n\n", "event: scan\n\n", "data: not finished\n")).toEqual([]);
});

test("the id of the last message holds for those after it", () => {
  expect(parse("id: 1\ndata: a\n\ndata: b\n\n").map(({ id }) => id)).toEqual(["1", "1"]);
});

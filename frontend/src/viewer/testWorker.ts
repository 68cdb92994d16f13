/** A worker's own code on this thread, for tests: messages are copied on the way in, answers come later. */
export function workerHere<Message>(makeTake: () => (message: Message) => unknown) {
  return class {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    readonly #take = makeTake();

    postMessage(message: Message): void {
      const answer = this.#take(structuredClone(message));
      if (answer) setTimeout(() => this.onmessage?.({ data: answer }), 0);
    }

    terminate(): void {
      this.onmessage = null;
    }
  };
}

/** Puts tool calls together from deltas that come in any order, with or without indexes and ids. */
import type { ToolCall } from '../../../../domain/chat.ts';
import type { StreamPiece } from './streamPiece.ts';

type ToolCallDelta = Extract<StreamPiece, { kind: 'toolCall' }>;

interface Slot {
  readonly index: number;
  id: string;
  name: string;
  readonly written: string[];
}

export class ToolCallSlots {
  readonly #slots: Slot[] = [];

  add(delta: ToolCallDelta): void {
    const slot = this.#slotOf(delta);
    if (slot.id === '') slot.id = delta.id ?? '';
    if (slot.name === '') slot.name = delta.name ?? '';
    if (delta.argumentsText !== undefined) slot.written.push(delta.argumentsText);
  }

  calls(): readonly ToolCall[] {
    const inOrder = this.#slots.toSorted((a, b) => a.index - b.index);
    return inOrder.map((slot, place) => ({ id: slot.id === '' ? `call_${place}` : slot.id, name: slot.name, argumentsText: slot.written.join('') }));
  }

  #slotOf(delta: ToolCallDelta): Slot {
    const found = this.#find(delta);
    if (found !== undefined) return found;
    const slot: Slot = { index: delta.index ?? this.#slots.length, id: '', name: '', written: [] };
    this.#slots.push(slot);
    return slot;
  }

  #find(delta: ToolCallDelta): Slot | undefined {
    if (delta.index !== undefined) return this.#slots.find((slot) => slot.index === delta.index);
    if (delta.id !== undefined) return this.#slots.find((slot) => slot.id === delta.id);
    // Neither index nor id: a new name opens a call, bare arguments continue the last one.
    return delta.name === undefined ? this.#slots.at(-1) : undefined;
  }
}

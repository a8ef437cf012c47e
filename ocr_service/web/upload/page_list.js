// A list of pages, drawn again after whatever happens to one of them; nobody loses the place where they stand in it.

import { PageCard } from "./page_cards.js";

/** @typedef {import("./page_cards.js").Act} Act */
/** @typedef {import("./page_cards.js").Shown} Shown */

export class PageList {
  /**
   * @param {HTMLElement} list
   * @param {Act[]} acts what may be done with each page
   * @param {(act: Act, item: string) => void} act
   */
  constructor(list, acts, act) {
    this.list = list;
    this.acts = acts;
    this.act = act;
    /** @type {Map<string, PageCard>} */
    this.cards = new Map();
  }

  /** @param {Shown[]} pages in their order @param {(card: PageCard, shown: Shown) => void} show */
  draw(pages, show) {
    const stood = this.#standing();
    const wanted = new Set(pages.map(({ page }) => page.id));
    for (const [item, card] of this.cards) if (!wanted.has(item)) this.#remove(item, card);
    pages.forEach((shown, index) => {
      const card = this.#cardOf(shown.page.id);
      show(card, shown);
      // What stands where it belongs is not moved: moving takes the focus away.
      if (this.list.children[index] !== card.element) this.list.insertBefore(card.element, this.list.children[index] ?? null);
    });
    if (stood) this.#standAgain(stood);
  }

  /** @param {string} item */
  #cardOf(item) {
    const card = this.cards.get(item) ?? new PageCard(item, this.acts, (act) => this.act(act, item));
    this.cards.set(item, card);
    return card;
  }

  /** @param {string} item @param {PageCard} card */
  #remove(item, card) {
    this.cards.delete(item);
    card.element.remove();
  }

  /** On which button of which card one stands. */
  #standing() {
    const button = document.activeElement;
    const index = [...this.list.children].findIndex((card) => card.contains(button));
    return button instanceof HTMLElement && index >= 0 ? { button, index, card: this.list.children[index] } : null;
  }

  /** On the same page, or on the one that has its place now. @param {{button: HTMLElement, index: number, card: Element | undefined}} stood */
  #standAgain({ button, index, card }) {
    if (document.activeElement === button && !button.matches(":disabled") && !button.hidden) return;
    const at = card?.isConnected ? card : this.list.children[Math.min(index, this.list.children.length - 1)];
    const buttons = [...at?.querySelectorAll("button") ?? []].filter((one) => !one.disabled && !one.hidden);
    (buttons.find((one) => one.dataset.act === button.dataset.act) ?? buttons[0])?.focus();
  }
}

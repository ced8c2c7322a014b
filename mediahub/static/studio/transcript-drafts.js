// Corrections that are not saved yet, kept in this browser.

// Each opening of the page has a place of its own on the shelf, so that none takes another's.
export class Drafts {
  constructor(shelf) {
    this.shelf = shelf;
    this.place = `${shelf}${Date.now()}`;
  }

  keep(revision, hunks) {
    if (!hunks.length) return this.forget();
    try {
      localStorage.setItem(this.place, JSON.stringify({ revision, hunks, at: Date.now() }));
    } catch {
      // A browser that keeps nothing still asks before the page is left.
    }
  }

  forget(key = this.place) {
    try {
      localStorage.removeItem(key);
    } catch {
      // There is nothing, then.
    }
  }

  // The latest that another opening of the page has left.
  latest() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.shelf));
      const others = keys.filter((key) => key !== this.place);
      const found = others.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
      return found.sort((a, b) => b.at - a.at)[0] ?? null;
    } catch {
      return null;
    }
  }
}

// Asks again while a payment is under way, and shows what has changed; without script a link does.
const EVERY = 4000;
const LONGEST = 5 * 60 * 1000;
const started = Date.now();

function take(page, id) {
  const now = document.getElementById(id);
  const then = page.getElementById(id);
  if (!now || !then) return;
  const held = now.contains(document.activeElement);
  now.className = then.className;
  now.replaceChildren(...then.childNodes);
  if (held) document.getElementById("payment").focus();
}

async function ask() {
  const payment = document.getElementById("payment");
  const address = payment?.dataset.ask;
  if (!address || Date.now() - started > LONGEST) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("payment");
      if (answer.ok && fresh && fresh.dataset.state !== payment.dataset.state) {
        document.title = page.title;
        payment.dataset.state = fresh.dataset.state;
        if (fresh.dataset.ask) payment.dataset.ask = fresh.dataset.ask;
        else delete payment.dataset.ask;
        for (const id of ["payment", "state", "rest"]) take(page, id);
      }
    } catch (error) {
      // The network is gone for now: the next round tries again.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  setTimeout(ask, EVERY);
}

setTimeout(ask, EVERY);

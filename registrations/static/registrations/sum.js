// Counts the sum anew when a fee or an extra is chosen; without script a button does it.
const form = document.querySelector("form.signup");
const sum = document.getElementById("sum");
let counting = new AbortController();

async function count() {
  counting.abort();
  counting = new AbortController();
  const data = new FormData(form);
  data.set("action", "count");
  // Not `form.action`: that is the buttons of this name.
  const address = form.getAttribute("action");
  try {
    const answer = await fetch(address, { method: "POST", body: data, signal: counting.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const counted = page.getElementById("sum");
    if (answer.ok && counted) sum.replaceChildren(...counted.childNodes);
  } catch (error) {
    // A newer choice overtook this one, or the network is gone: the button is still there.
    if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
  }
}

// Proposes an invoice to organisations and card or Swish to people, until the payer has chosen.
function proposeWay() {
  if (form.dataset.way === "chosen") return;
  const way = form.querySelector(".pays-organisation:checked") ? "invoice" : "online";
  const proposed = form.querySelector(`.way-${way}[type="radio"]`);
  if (proposed) proposed.checked = true;
}

if (form && sum) {
  form.addEventListener("change", (event) => {
    if (/-fee$/.test(event.target.name)) proposeWay();
    if (event.target.name === "pay-way") form.dataset.way = "chosen";
    if (/-(fee|extras)$/.test(event.target.name)) count();
  });
}

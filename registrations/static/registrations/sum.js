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

if (form && sum) {
  form.addEventListener("change", (event) => {
    if (/-(fee|extras)$/.test(event.target.name)) count();
  });
}

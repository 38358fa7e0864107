// Fills in the numbers of a confirmed organisation when its name is chosen; without script the
// server does it when the form is sent.
const buyerName = document.querySelector('input[list="buyers"]');

function fillFrom(option) {
  const prefix = buyerName.id.replace(/name$/, "");
  for (const [field, value] of [["org_number", option.dataset.number], ["endpoint", option.dataset.endpoint]]) {
    const input = document.getElementById(prefix + field);
    if (input && value && !input.value) input.value = value;
  }
}

if (buyerName) {
  buyerName.addEventListener("change", () => {
    const typed = buyerName.value.trim();
    const options = document.querySelectorAll("#buyers option[data-number]");
    const chosen = [...options].find((option) => option.value === typed);
    if (chosen) fillFrom(chosen);
  });
}

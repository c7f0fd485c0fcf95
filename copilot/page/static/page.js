// What happens in the page without asking the server: showing evidence, moving by keyboard, sorting. It stores nothing.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  function toRecord(target) {
    const box = document.getElementById("record");
    if (!box || !target) return;
    const move = target.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
    if (getComputedStyle(box).overflowY === "auto") box.scrollTop += move;
    else target.scrollIntoView({ block: "center" });
    all("mark.on").forEach((m) => m.classList.remove("on"));
    target.classList.add("on");
  }

  function select(id, open) {
    all("tbody[data-criterion]").forEach((body) => {
      const button = body.querySelector("[data-select]"), detail = body.querySelector(".detail");
      const chosen = body.dataset.criterion === id;
      const shown = chosen && (open ?? detail.hidden);
      button.setAttribute("aria-expanded", String(shown));
      detail.hidden = !shown;
      body.classList.toggle("on", shown);
      if (chosen) {
        const found = all(`mark[data-c~="${CSS.escape(id)}"]`);
        toRecord(found[0]);
        if (shown) found.forEach((m) => m.classList.add("on"));
        if (open) body.scrollIntoView({ block: "nearest" });
      }
    });
  }

  function show(name, at) {
    const box = all(".record .text").find((t) => t.dataset.document === name);
    const part = box && all("[data-start]", box).filter((p) => Number(p.dataset.start) <= Number(at)).pop();
    toRecord(part);
  }

  function sort(button) {
    const table = button.closest("table"), body = table.tBodies[0], column = Number(button.dataset.sort);
    const head = button.closest("th"), down = head.getAttribute("aria-sort") === "ascending";
    const key = (row) => row.cells[column].dataset.key ?? row.cells[column].innerText.trim().toLowerCase();
    const rows = [...body.rows].sort((a, b) => key(a).localeCompare(key(b), undefined, { numeric: true }));
    if (down) rows.reverse();
    all("th", table.tHead).forEach((th) => th.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...rows);
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.(selector);
    let hit;
    if ((hit = on("[data-select]"))) select(hit.dataset.select);
    else if ((hit = on("[data-show]"))) show(hit.dataset.show, hit.dataset.at);
    else if ((hit = on("mark[data-c]"))) fromMark(hit);
    else if ((hit = on("[data-sort]"))) sort(hit);
    else if ((hit = on('[data-act="read"]'))) setTimeout(() => before.then(toReading));
  });

  function toReading() {
    const reading = document.querySelector(".reading");
    (reading?.querySelector(".hit.on") ?? reading)?.scrollIntoView({ block: "nearest" });
  }

  function fromMark(mark) {
    if (String(getSelection())) return;
    const tab = all('button[role="tab"]').find((t) => t.textContent.trim().startsWith("Criteria"));
    tab?.click();
    setTimeout(() => select(mark.dataset.c.split(" ")[0], true), 0);
  }

  document.addEventListener("keydown", (event) => {
    const from = event.target;
    if (from.matches?.("mark[data-c]") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      fromMark(from);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    for (const selector of ["button.row", "button.open"]) {
      if (step && from.matches?.(selector)) {
        const rows = all(selector);
        rows[rows.indexOf(from) + step]?.focus();
        event.preventDefault();
      }
    }
  });

  // What the server could not do is said once, and everything is left as it is.
  const LOST = "The server could not be reached. Nothing typed is lost; try again.";

  function tell(id, html) {
    if (document.getElementById(id)) return;
    const told = document.createElement("p");
    told.id = id;
    told.className = "problem";
    told.setAttribute("role", "alert");
    told.innerHTML = html;
    document.querySelector(".top")?.after(told);
  }

  function ended() {
    tell("ended", 'Your session has ended. <a href="/login" target="_blank" rel="opener">Log in again</a> in another tab and go on here; nothing typed is lost.');
    addEventListener("focus", () => document.getElementById("ended")?.remove(), { once: true });
  }

  // One act after the other, in the order of the clicks: an answer never overtakes an earlier one.
  const send = window.fetch, acts = /\/gradio_api\/(run|queue\/join)\b/;
  let before = Promise.resolve(), waiting = 0;

  function working(by) {
    waiting += by;
    document.documentElement.classList.toggle("working", waiting > 0);
  }

  async function act(asked) {
    try {
      const answer = await send(...asked), body = await answer.blob();
      document.getElementById("lost")?.remove();
      return new Response(body, answer);
    } catch {
      tell("lost", LOST);
      return Response.json({ error: LOST, detail: LOST }, { status: 500 });
    }
  }

  window.fetch = async (...asked) => {
    let answer;
    if (acts.test(asked[0]?.url ?? asked[0])) {
      working(1);
      const mine = before.then(() => act(asked));
      before = mine.then(() => new Promise((shown) => setTimeout(shown)));
      before.then(() => working(-1));
      answer = await mine;
    } else answer = await send(...asked);
    if (answer.status === 401) ended();
    return answer;
  };

  // Files go to a route of our own, which asks for the form's token; then the page is told.
  async function upload(input, files) {
    const box = input.closest(".line, .drop"), said = box.querySelector(".said");
    for (const file of files) {
      const form = new FormData();
      form.append("file", file);
      for (const name of ["case_id", "audience", "seen"]) if (input.dataset[name] !== undefined) form.append(name, input.dataset[name]);
      said.textContent = `Reading ${file.name} …`;
      said.className = "said";
      let told;
      try {
        const token = document.querySelector(".top input[name=token]").value;
        const answer = await fetch(input.dataset.upload, { method: "POST", body: form, headers: { "x-form-token": token } });
        told = await answer.json();
      } catch { told = { problem: LOST }; }
      said.textContent = told.problem ?? told.said;
      said.className = told.problem ? "said problem" : "said";
      if (told.problem) { input.value = ""; return; }
    }
    input.value = "";
    box.querySelector(`[data-act="${input.dataset.then}"]`)?.click();
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("input[data-upload]") && event.target.files.length) upload(event.target, [...event.target.files]);
  });
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => {
    const drop = event.target.closest?.(".drop");
    if (!drop) return;
    event.preventDefault();
    if (name === "drop") upload(drop.querySelector("input[data-upload]"), [...event.dataTransfer.files]);
  });

  // Words selected in the record: where they stand, counted in characters as the server counts them.
  const length = (text) => [...text].length;

  function place(node, offset) {
    const piece = node.parentElement?.closest("[data-start]");
    return piece && node.nodeType === 3 ? Number(piece.dataset.start) + length(node.data.slice(0, offset)) : null;
  }

  document.addEventListener("selectionchange", () => {
    const button = document.getElementById("point"), chosen = getSelection();
    if (!button) return;
    const range = chosen.rangeCount ? chosen.getRangeAt(0) : null;
    const text = range && range.startContainer.parentElement?.closest(".record .text");
    const end = range && range.endContainer.parentElement?.closest(".record .text");
    const a = range && place(range.startContainer, range.startOffset), b = range && place(range.endContainer, range.endOffset);
    button.hidden = !text || text !== end || a === null || b === null || b - a < 3;
    if (button.hidden) return;
    const quote = [...text.textContent].slice(a, b).join("");
    Object.assign(button.dataset, { document: text.dataset.document, start: a, end: b, quote });
    const box = document.getElementById("record"), at = range.getBoundingClientRect(), frame = box.getBoundingClientRect();
    button.style.top = `${at.bottom - frame.top + box.scrollTop + 4}px`;
    button.style.left = `${Math.max(8, Math.min(at.left - frame.left, frame.width - 160))}px`;
  });
})();

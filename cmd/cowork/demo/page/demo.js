// Follows the workspace: sends forms without leaving the page, and draws anew what has changed. Everything it shows was
// rendered by the server; without this script the page works by plain links and forms.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const scroller = () => $("scroll");

  // Whoever reads the newest message stays with the newest, also while messages that come into view turn out taller.
  let atEnd = true;
  const toEnd = () => { const s = scroller(); atEnd = true; if (s) s.scrollTop = s.scrollHeight; };
  const taller = new ResizeObserver(() => { if (atEnd) toEnd(); });
  function watchScroll() {
    taller.disconnect();
    const s = scroller();
    if (!s) return;
    for (const e of [s, $("messages")]) taller.observe(e);
    let last = s.scrollTop;
    s.addEventListener("scroll", () => {
      if (s.scrollHeight - s.scrollTop - s.clientHeight < 40) atEnd = true; else if (s.scrollTop < last) atEnd = false;
      last = s.scrollTop;
      more();
    }, { passive: true });
  }

  // --- drawing -----------------------------------------------------------------------------------------------------------

  // What is typed or focused stays: a part is replaced only when the server drew it differently.
  const drawn = new Map();
  function replace(id, from) {
    const now = $(id), next = from.getElementById(id);
    if (!now || !next) return;
    const html = next.innerHTML;
    if (drawn.get(id) === html) return;
    drawn.set(id, html);
    const open = new Set([...now.querySelectorAll("details[id][open]")].map((d) => d.id));
    const shut = new Set([...now.querySelectorAll("details[id]:not([open])")].map((d) => d.id));
    const focus = document.activeElement && now.contains(document.activeElement) ? describe(document.activeElement) : null;
    const top = now.scrollTop;
    now.replaceChildren(...next.childNodes);
    for (const d of now.querySelectorAll("details[id]")) d.open = open.has(d.id) || (d.open && !shut.has(d.id));
    now.scrollTop = top;
    if (focus) { const e = now.querySelector(focus); if (e) e.focus({ preventScroll: true }); }
  }
  function describe(e) {
    if (e.id) return "#" + CSS.escape(e.id);
    const part = (n) => e.hasAttribute(n) ? `[${n}="${CSS.escape(e.getAttribute(n))}"]` : "";
    return e.tagName.toLowerCase() + part("href") + part("name") + part("value");
  }

  function drawMessages(from) {
    const list = $("messages"), next = from.getElementById("messages");
    if (!list || !next) return;
    const end = atEnd, had = list.childElementCount > 0;
    const have = new Map([...list.children].map((m) => [m.id, m]));
    let at = list.firstElementChild;
    for (const m of [...next.children]) {
      const old = have.get(m.id);
      have.delete(m.id);
      if (old && old.dataset.version === m.dataset.version) {
        if (old === at) at = at.nextElementSibling; else list.insertBefore(old, at);
      } else if (old) {
        if (old === at) at = at.nextElementSibling;
        old.replaceWith(m);
      } else {
        if (had && !at) m.classList.add("new");
        list.insertBefore(m, at);
      }
    }
    for (const gone of have.values()) gone.remove();
    const nothing = $("nothing");
    if (nothing && list.childElementCount) nothing.remove();
    if (end) toEnd();
  }

  // A form in front keeps what was typed into it when it is drawn anew, unless the app changed that very field.
  function drawOver(from) {
    const now = $("modal"), next = from.getElementById("modal");
    if (now && next && now.dataset.version === next.dataset.version && !$("ask") && !from.getElementById("ask")) return;
    const typed = now && next ? new FormData(now) : null;
    const top = now ? now.querySelector(".modal-body").scrollTop : 0;
    replace("over", from);
    const form = $("modal");
    if (form && typed && !form.querySelector(".wrong")) {
      for (const e of form.elements) {
        if (!e.name || e.type === "hidden" || e.tagName === "BUTTON" || e.dataset.tells || !typed.has(e.name)) continue;
        if (e.type === "checkbox" || e.type === "radio") e.checked = typed.getAll(e.name).includes(e.value);
        else e.value = typed.get(e.name);
      }
    }
    if (form && typed) {
      form.querySelector(".modal-body").scrollTop = top;
      const wrong = form.querySelector(".wrong");
      if (wrong) { wrong.scrollIntoView({ block: "center" }); (wrong.querySelector("input,select,textarea") || wrong).focus({ preventScroll: true }); }
    }
    const front = $("ask") || (!now && form);
    if (front) (front.querySelector("[autofocus]") || front.querySelector(".modal-body input:not([type=hidden]), .modal-body select, .modal-body textarea") || front.querySelector(".modal-foot .primary, .modal-foot .button"))?.focus({ preventScroll: true });
  }

  let noteTimer;
  function drawNote(from) {
    const p = from.querySelector("#note p");
    if (!p) return;
    $("note").replaceChildren(p);
    clearTimeout(noteTimer);
    noteTimer = setTimeout(() => $("note").replaceChildren(), 7000);
  }

  function draw(html, url) {
    const from = new DOMParser().parseFromString(html, "text/html");
    if (!from.getElementById("room")) { location.href = url; return; }
    document.title = from.title;
    if (new URL(url, location).pathname !== location.pathname) {
      history.pushState(null, "", url);
      drawn.clear();
      $("main").replaceWith(from.getElementById("main"));
      watchScroll();
      toEnd();
      $("text")?.focus({ preventScroll: true });
    } else {
      drawMessages(from);
      const home = $("home"), next = from.getElementById("home");
      if (home && next && home.dataset.version !== next.dataset.version) { home.dataset.version = next.dataset.version; replace("home", from); }
      const earlier = $("earlier"), more = from.getElementById("earlier");
      if (earlier && !more) earlier.remove();
      if (earlier && more) earlier.replaceWith(more);
    }
    for (const id of ["clock", "side", "channels", "behind"]) replace(id, from);
    drawOver(from);
    drawNote(from);
  }

  // --- asking ------------------------------------------------------------------------------------------------------------

  let shown = location.pathname + location.search; // may ask for more messages than at first
  let asking = false, again = false, acting = 0, acted = 0;
  async function look() {
    if (asking || acting) { again = true; return; }
    asking = true;
    do {
      again = false;
      const at = shown;
      try {
        const r = await fetch(at, { headers: { Accept: "text/html" } });
        const html = await r.text();
        if (r.ok && at === shown && !acting) draw(html, at);
      } catch { /* the feed says when the demo is gone */ }
    } while (again && !acting);
    asking = false;
  }

  const pathOf = (at) => new URL(at, location).pathname;

  async function send(form, extra) {
    const from = location.pathname;
    const body = new URLSearchParams(new FormData(form));
    for (const [name, value] of extra) body.append(name, value);
    document.body.classList.add("busy");
    acting++;
    try {
      const r = await fetch(form.getAttribute("action"), { method: "POST", body });
      const html = await r.text();
      if (!r.ok) { $("note").textContent = html.slice(0, 200); return; }
      const url = new URL(r.url);
      if (url.pathname === from && pathOf(shown) !== from) { // they have gone on to another conversation
        drawNote(new DOMParser().parseFromString(html, "text/html"));
        return;
      }
      if (url.pathname !== location.pathname) shown = url.pathname + url.search;
      draw(html, url.pathname + url.search);
    } catch {
      $("offline").hidden = false;
    } finally {
      acting--;
      acted++;
      document.body.classList.remove("busy");
      look();
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target, by = event.submitter;
    event.preventDefault();
    const extra = by && by.name ? [[by.name, by.value]] : [];
    if (form.id === "composer" && !$("text").value.trim()) return;
    send(form, extra);
    if (form.id === "composer") { $("text").value = ""; suggest(); toEnd(); }
  });

  // Selects, pickers and boxes outside of inputs tell the app at once.
  document.addEventListener("change", (event) => {
    const told = event.target.closest("[data-tells]");
    if (told && event.target.form) send(event.target.form, [["do", told.dataset.tells]]);
  });

  // Links within the page change what is shown without loading everything again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/as/']");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const url = new URL(link.href);
    if (link.closest("#side")) return; // another person is another page
    event.preventDefault();
    open(url.pathname + url.search, Boolean(link.closest("#earlier")));
  });
  async function open(at, earlier) {
    shown = at;
    const before = acted;
    try {
      const r = await fetch(at);
      const html = await r.text();
      if (at !== shown) return;
      if (acting || acted !== before) { look(); return; } // what came is older than what was done meanwhile
      const s = scroller(), below = s ? s.scrollHeight - s.scrollTop : 0;
      draw(html, at);
      if (earlier && s) { atEnd = false; s.scrollTop = s.scrollHeight - below; }
    } catch { $("offline").hidden = false; }
  }
  addEventListener("popstate", () => location.reload());

  // Whoever scrolls up to the oldest message sees earlier ones, without losing their place.
  let loading = false;
  async function more() {
    const link = $("earlier")?.querySelector("a"), s = scroller();
    if (loading || !link || !s || s.scrollTop > 300 || atEnd || pathOf(shown) !== location.pathname) return;
    loading = true;
    await open(link.getAttribute("href"), true);
    loading = false;
  }

  // --- the composer ------------------------------------------------------------------------------------------------------

  let picked = 0;
  function offers() {
    const text = $("text")?.value ?? "";
    const all = (id) => [...($(id)?.children ?? [])].map((o) => [o.value, o.textContent]);
    if (text.startsWith("/")) {
      const who = text.match(/^(\/cowork (?:with|avoid) )(@?\S*)$/);
      if (who) return all("handles").filter(([h]) => h.startsWith("@" + who[2].replace(/^@/, "").toLowerCase())).map(([h, n]) => [who[1] + h, n]);
      return all("commands").filter(([c]) => c.startsWith(text.toLowerCase()) && c !== text);
    }
    const at = text.match(/^(.*(?:^|\s))(@\S*)$/);
    return at ? all("handles").filter(([h]) => h.startsWith(at[2].toLowerCase()) && h !== at[2]).map(([h, n]) => [at[1] + h + " ", n]) : [];
  }
  function suggest() {
    const list = $("suggest"), text = $("text");
    if (!list) return;
    const found = offers();
    picked = Math.min(picked, Math.max(0, found.length - 1));
    list.replaceChildren(...found.map(([value, help], i) => {
      const li = document.createElement("li");
      li.role = "option"; li.id = "offer-" + i; li.dataset.value = value;
      li.setAttribute("aria-selected", i === picked);
      const b = document.createElement("b"), s = document.createElement("span");
      b.textContent = value; s.textContent = help;
      li.append(b, s);
      return li;
    }));
    list.hidden = !found.length;
    text.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) { text.setAttribute("aria-activedescendant", "offer-" + picked); list.children[picked].scrollIntoView({ block: "nearest" }); }
    else text.removeAttribute("aria-activedescendant");
  }
  function take(li) { $("text").value = li.dataset.value; picked = 0; suggest(); $("text").focus(); }
  document.addEventListener("input", (e) => { if (e.target.id === "text") { picked = 0; suggest(); } });
  document.addEventListener("mousedown", (e) => { const li = e.target.closest("#suggest li"); if (li) { e.preventDefault(); take(li); } });
  document.addEventListener("focusout", (e) => { if (e.target.id === "text") setTimeout(() => { const l = $("suggest"); if (l && document.activeElement !== $("text")) l.hidden = true; }, 150); });

  document.addEventListener("keydown", (e) => {
    if (e.target.id === "text" && !$("suggest").hidden) {
      const n = $("suggest").childElementCount;
      if (e.key === "ArrowDown" || e.key === "ArrowUp") { picked = (picked + (e.key === "ArrowDown" ? 1 : n - 1)) % n; e.preventDefault(); suggest(); return; }
      if (e.key === "Tab" && !e.shiftKey) { e.preventDefault(); take($("suggest").children[picked]); return; }
      if (e.key === "Escape") { $("suggest").hidden = true; return; }
    }
    const front = $("ask") || $("modal");
    if (!front) return;
    if (e.key === "Escape") { e.preventDefault(); front.querySelector("[value=close], [value=no]").click(); }
    if (e.key === "Enter" && e.target.tagName === "INPUT" && front.contains(e.target) && e.target.type !== "checkbox") { // the first button of a form is its cross
      e.preventDefault(); front.querySelector("[value=submit]")?.click();
    }
    if (e.key === "Tab") { // stays in the form in front
      const stops = [...front.querySelectorAll("button,input:not([type=hidden]),select,textarea,a[href]")].filter((x) => x.offsetParent);
      const first = stops[0], last = stops[stops.length - 1];
      if (e.shiftKey && document.activeElement === first) { e.preventDefault(); last.focus(); }
      else if (!e.shiftKey && document.activeElement === last) { e.preventDefault(); first.focus(); }
    }
  });

  // --- following ---------------------------------------------------------------------------------------------------------

  const feed = new EventSource("/feed");
  feed.addEventListener("changed", look);
  feed.addEventListener("hello", () => { const was = $("offline").hidden; $("offline").hidden = true; if (!was) location.reload(); });
  feed.onerror = () => { $("offline").hidden = false; };
  addEventListener("pagehide", () => feed.close());

  setInterval(() => { if (!document.hidden) look(); }, 20000); // the clock goes on when nothing else happens
  document.querySelector("#side a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  watchScroll();
  toEnd();
  document.documentElement.dataset.ready = "yes";
})();

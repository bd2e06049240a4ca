/* Small helpers; every page works without them. Delegated on document, so Turbo may replace <body> freely. */
(function () {
  "use strict";
  document.documentElement.classList.add("dj-js");
  window.addEventListener("DOMContentLoaded", function () { document.documentElement.classList.add("dj-ready"); });

  function all(root, css) { return Array.prototype.slice.call(root.querySelectorAll(css)); }
  function show(root, css, text) { all(root, css).forEach(function (el) { el.textContent = text; }); }

  /* ---- score sheet: repeats the server's arithmetic for comfort; the server's answer is the one that counts ----
     form[data-score]: data-tiers='[{"min": 90, "stars": 5, "name": "五星级"}, ...]' highest first; optional data-cap (stars),
     data-components='{"base": {"weight": 0.7, "cap": null}}' and data-extra (result = each component's sum * weight + extra,
     between 0 and data-most, compared with the tiers). */
  function score(form) {
    var sums = {}, own = {}, differs = 0;
    all(form, "[data-figure]").forEach(function (input) {
      var group = input.dataset.figure, row = input.closest("tr");
      var figure = parseFloat(input.value) || 0, before = parseFloat(input.dataset.self) || 0;
      sums[group] = (sums[group] || 0) + worth(input, input.value);
      own[group] = (own[group] || 0) + worth(input, input.dataset.self);
      if (figure !== before) { differs += 1; }
      row.classList.toggle("differs", figure !== before);
    });
    reasons(form);
    all(form, "[data-group]").forEach(function (row) { show(row, "[data-got]", within(row, sums[row.dataset.group] || 0).toFixed(1)); });
    var components = JSON.parse(form.dataset.components || "{}"), got = table(form, sums, components);
    var total = plainSum(got, components), selfTotal = plainSum(table(form, own, components), components);
    show(document, "[data-total]", total.toFixed(1));
    show(document, "[data-gap]", (selfTotal - total).toFixed(1));
    show(document, "[data-differs]", differs);
    all(document, "[data-why]").forEach(function (el) { el.classList.add("is-stale"); });   /* the reasons describe the saved sheet */
    all(document, "[data-stale]").forEach(function (el) { el.hidden = false; });
    var result = weighted(form, got, components);
    needle(result);
    stars(form, result);
  }

  /* each component's sum: its indicators, less what capped headings (data-heading) take off, inner headings first */
  function table(form, changes, components) {
    var got = {}, under = {};
    all(form, "[data-group]").forEach(function (row) {
      var mark = within(row, changes[row.dataset.group] || 0), component = row.dataset.component, codes = row.dataset.under.split(" ");
      got[component] = (got[component] || 0) + mark;
      codes.forEach(function (code, n) {
        under[code] = under[code] || { sum: 0, component: component, above: codes.slice(n + 1) };
        under[code].sum += mark;
      });
    });
    all(form, "[data-heading]").reverse().forEach(function (row) {
      var heading = under[row.dataset.heading], over = heading ? heading.sum - parseFloat(row.dataset.cap) : 0;
      if (!(over > 0)) { return; }
      got[heading.component] -= over;
      heading.above.forEach(function (code) { under[code].sum -= over; });
    });
    Object.keys(got).forEach(function (code) {
      var cap = components[code] && components[code].cap;
      if (cap !== null && cap !== undefined) { got[code] = Math.min(got[code], cap); }
    });
    return got;
  }
  function plainSum(got, components) {
    return Object.keys(got).reduce(function (sum, code) { return sum + (components[code].weight < 0 ? -got[code] : got[code]); }, 0);
  }
  function weighted(form, got, components) {
    var most = form.dataset.most ? parseFloat(form.dataset.most) : Infinity;
    var sum = Object.keys(got).reduce(function (all, code) { return all + got[code] * components[code].weight; }, parseFloat(form.dataset.extra) || 0);
    return Math.max(0, Math.min(sum, most));
  }

  /* what a figure gives: points taken, unless data-rule says how the line gives */
  function worth(input, text) {
    var figure = parseFloat(text), rule = input.dataset.rule && JSON.parse(input.dataset.rule), given = figure;
    if (isNaN(figure)) { return 0; }
    if (!rule) { return -figure; }
    if (rule.mode === "count") { given = figure * rule.points; }
    if (rule.mode === "linear") {
      var steps = (figure - rule.target) / rule.step;
      given = rule.onlyAbove && steps < 0 ? 0 : Math.max(0, rule.points + Math.trunc(steps + (steps < 0 ? -1e-9 : 1e-9)) * rule.stepPoints);
    }
    return rule.most === null ? given : Math.min(given, rule.most);
  }

  /* an indicator's mark from where it begins, between floor (扣完为止) and cap */
  function within(row, change) {
    var mark = parseFloat(row.dataset.begins) + change, cap = row.dataset.cap === "" ? Infinity : parseFloat(row.dataset.cap);
    return Math.max(parseFloat(row.dataset.floor), Math.min(mark, cap));
  }

  /* a reason is asked for where points are taken; on a sheet that stands beside another (data-compare), where the two differ */
  function reasons(form) {
    var compare = form.hasAttribute("data-compare");
    all(form, "[data-figure]").forEach(function (input) {
      var reason = input.closest("tr").querySelector("input.dj-why"), off = parseFloat(input.value) || 0;
      if (!reason) { return; }
      var needed = compare ? off !== (parseFloat(input.dataset.self) || 0) : off !== 0 && !input.dataset.rule;
      reason.hidden = !needed && !reason.value;
      if (needed && !reason.value) { reason.setAttribute("aria-invalid", "true"); } else { reason.removeAttribute("aria-invalid"); }
    });
  }
  function reasonsAll() { all(document, "form[data-score]").forEach(reasons); }
  document.addEventListener("DOMContentLoaded", reasonsAll);
  document.addEventListener("turbo:load", reasonsAll);

  function stars(form, result) {
    var tiers = JSON.parse(form.dataset.tiers || "[]"), cap = parseInt(form.dataset.cap, 10) || Infinity;
    if (!tiers.length) { return; }
    all(form, "input[data-veto]:checked").forEach(function (i) { cap = Math.min(cap, parseInt(i.dataset.veto, 10)); });
    var reached = tiers.filter(function (t) { return result >= t.min - 1e-9 && t.stars <= cap; })[0];
    var lowest = tiers[tiers.length - 1], tier = reached || lowest;
    show(document, "[data-star-name]", tier.name);
    all(document, "[data-stars] svg").forEach(function (svg, n) { svg.classList.toggle("on", n < tier.stars); });
  }

  /* the ruler's needle: data-needle="x of the first point, first point, x per point, last point" */
  function needle(result) {
    all(document, "[data-needle]").forEach(function (el) {
      var scale = el.dataset.needle.split(",").map(Number);
      el.setAttribute("transform", "translate(" + (scale[0] + (Math.min(Math.max(result, scale[1]), scale[3]) - scale[1]) * scale[2]) + " 0)");
    });
  }

  /* ---- characters of a text: textarea[data-count="2000"] beside [data-counted=name]; blanks do not count, as on the server ---- */
  function count(area) {
    var most = parseInt(area.dataset.count, 10), now = Array.from(area.value.replace(/\s/g, "")).length;
    all(document, "[data-counted='" + area.name + "']").forEach(function (el) {
      el.textContent = now + "/" + most + "字" + (now > most ? "，多" + (now - most) + "字" : "");
      el.classList.toggle("dj-bad", now > most);
    });
  }

  /* ---- decision: only the parts of the chosen verb; its name is on the button ---- */
  function decide(form) {
    var pick = form.querySelector("input[name=verb]:checked"), reason = form.querySelector("textarea[name=comment]");
    if (!pick) { return; }
    all(form, "[data-when]").forEach(function (el) {
      el.hidden = el.dataset.when.trim().split(" ").indexOf(pick.value) < 0;
      /* what another verb asks for is neither sent nor required */
      all(el, "input, select, textarea").forEach(function (field) { field.disabled = el.hidden; });
    });
    reason.required = pick.hasAttribute("data-reason");
    show(form, "[data-required-mark]", reason.required ? "必填" : "");
    show(form, "[data-go]", pick.dataset.label);
  }
  function decideAll() { all(document, "form[data-decide]").forEach(decide); }
  document.addEventListener("DOMContentLoaded", decideAll);
  document.addEventListener("turbo:load", decideAll);

  /* ---- batch: form[data-batch] with row boxes name=task; data-hold says why a row is not agreed to with others ---- */
  function batch(form) {
    var picked = all(form, "input[name=task]:checked"), bar = form.querySelector("[data-batch-bar]");
    var held = picked.filter(function (box) { return box.dataset.hold; }), able = picked.length - held.length;
    all(form, "input[name=task]").forEach(function (box) { box.closest("tr").setAttribute("aria-selected", box.checked); });
    show(bar, "[data-picked]", picked.length);
    show(bar, "[data-able]", able);
    show(bar, "[data-held]", counted(held.map(function (box) { return box.dataset.hold; })));
    bar.hidden = !picked.length;
    bar.querySelector("[data-picked-line]").hidden = false;
    bar.querySelector("[data-batch-hint]").hidden = true;
    bar.querySelector("[data-held-line]").hidden = !held.length;
    all(bar, "[data-go]").forEach(function (button) { button.disabled = !able; });
  }
  function counted(words) {
    var times = {};
    words.forEach(function (word) { times[word] = (times[word] || 0) + 1; });
    return Object.keys(times).map(function (word) { return word + "的" + times[word] + "项"; }).join("，");
  }
  function batchAll() { all(document, "form[data-batch]").forEach(batch); }
  document.addEventListener("DOMContentLoaded", batchAll);
  document.addEventListener("turbo:load", batchAll);
  document.addEventListener("reset", function () { setTimeout(batchAll); });

  /* ---- autosave: form[data-autosave=URL], 1.5 s after the last input; what was typed stays in the page whatever happens ---- */
  var WAIT = 1500, RETRY = 10000;
  var LOST = "没有保存：连不上服务器。填写的内容还在本页，请不要关闭，恢复后自动再存。";
  var SIGNED_OUT = "没有保存：登录已过期。填写的内容还在本页，请在新窗口登录，再回到这里继续填写。";

  function touch(form, delay) {
    form.dataset.dirty = "1";
    clearTimeout(form.saveTimer);
    form.saveTimer = setTimeout(function () { save(form); }, delay);
  }
  function content(form) {
    var data = new FormData(form);
    all(form, "input[type=file]").forEach(function (input) { data.delete(input.name); });   /* files go with the ordinary button */
    return data;
  }
  function save(form, leaving) {
    if (form.saving || !form.dataset.dirty) { return; }
    form.saving = true;
    delete form.dataset.dirty;
    fetch(form.dataset.autosave, { method: "POST", body: content(form), credentials: "same-origin", keepalive: !!leaving, headers: { "X-Requested-With": "XMLHttpRequest" } })
      .then(function (answer) {
        if (answer.redirected || answer.status === 401 || answer.status === 403) { return { ok: false, message: SIGNED_OUT, again: true }; }
        return answer.json();
      })
      .catch(function () { return { ok: false, message: LOST, again: true }; })
      .then(function (answer) { form.saving = false; saved(form, answer); });
  }
  function saved(form, answer) {
    show(document, "[data-save-error]", answer.ok ? "" : answer.message);
    form.classList.toggle("is-unsaved", !answer.ok);
    if (!answer.ok) {
      held = null;
      if (answer.again) { touch(form, RETRY); }
      return;
    }
    all(document, "input[name=seen]").forEach(function (input) { input.value = answer.version; });
    show(document, "[data-saved]", answer.saved_at + "已自动保存" + (answer.note || ""));
    if (answer.score !== undefined) { show(document, "[data-total]", answer.score); }
    if (answer.panel) { all(document, "[data-panel]").forEach(function (el) { el.innerHTML = answer.panel; }); }
    if (answer.problems) { problems(answer.problems); }
    if (form.dataset.dirty) { touch(form, WAIT); }
    if (held) { resume(); }
  }
  /* a decision pressed while a save is under way waits for it: otherwise it would carry an old "seen" or miss the last words */
  var held = null;
  function hold(form, button) {
    var drafts = all(document, "form[data-autosave]");
    var open = drafts.filter(function (d) { return d.saving || (d !== form && d.dataset.dirty); });
    if (!open.length) { return false; }
    held = { form: form, button: button };
    open.forEach(function (d) { clearTimeout(d.saveTimer); save(d); });
    return true;
  }
  function resume() {
    var next = held;
    held = null;
    next.form.requestSubmit(next.button);
  }
  /* [data-problems] is a list; each problem is {text, url} */
  function problems(list) {
    all(document, "[data-problems]").forEach(function (box) {
      box.textContent = "";
      list.forEach(function (p) {
        var line = document.createElement("li"), link = document.createElement(p.url ? "a" : "span");
        link.textContent = p.text;
        if (p.url) { link.href = p.url; }
        line.appendChild(link);
        box.appendChild(line);
      });
      var frame = box.closest("[data-problems-frame]");
      if (frame) { frame.hidden = !list.length; }
    });
    show(document, "[data-problems-count]", list.length);
  }
  function saveNow() { all(document, "form[data-autosave]").forEach(function (form) { clearTimeout(form.saveTimer); save(form, true); }); }
  document.addEventListener("turbo:before-visit", saveNow);
  document.addEventListener("visibilitychange", function () { if (document.hidden) { saveNow(); } });
  window.addEventListener("beforeunload", function (e) {
    var lost = all(document, "form[data-autosave]").some(function (f) { return f.classList.contains("is-unsaved") && !f.dataset.sent; });
    if (lost) { e.preventDefault(); e.returnValue = ""; }
  });

  /* ---- events ---- */
  function edited(e) {
    var form = e.target.closest("form");
    if (!form) { return; }
    if (e.target.hasAttribute("data-all")) { all(form, "input[name=task]").forEach(function (box) { box.checked = e.target.checked; }); }
    if (form.hasAttribute("data-batch")) { batch(form); }
    if (form.hasAttribute("data-score")) { score(form); }
    if (form.hasAttribute("data-decide")) { decide(form); }
    if (e.target.dataset.count) { count(e.target); }
    if (form.hasAttribute("data-autosave") && e.target.type !== "file") { touch(form, WAIT); }
  }
  document.addEventListener("change", edited);
  document.addEventListener("input", edited);

  /* details[data-phrases=URL]: opened, it lists the phrases of that page; a click puts one at the cursor of the box named
     by data-into. Without script the page is a link away. */
  document.addEventListener("toggle", function (e) {
    var list = e.target.matches("[data-phrases]") && e.target.querySelector("[data-into]");
    if (!list || !e.target.open) { return; }
    fetch(e.target.dataset.phrases, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
      list.textContent = "";
      all(new DOMParser().parseFromString(text, "text/html"), ".dj-phrases li > span").forEach(function (words) {
        var line = document.createElement("li"), button = document.createElement("button");
        button.type = "button";
        button.className = "dj-btn dj-btn--text dj-btn--small";
        button.dataset.phrase = list.dataset.into;
        button.textContent = words.textContent;
        line.appendChild(button);
        list.appendChild(line);
      });
    });
  }, true);
  document.addEventListener("click", function (e) {
    var phrase = e.target.closest("[data-phrase]"), box = phrase && document.getElementById(phrase.dataset.phrase);
    if (!box) { return; }
    box.setRangeText(phrase.textContent, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });

  /* one submit per form until an answer comes; the server must still tolerate two */
  function free() {
    all(document, "form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      all(form, "[aria-busy]").forEach(function (b) { b.removeAttribute("aria-busy"); });
    });
  }
  document.addEventListener("submit", function (e) {
    var form = e.target;
    if (form.method !== "post" || form.closest("vf-form")) { return; }
    if (form.dataset.sent || hold(form, e.submitter)) { e.preventDefault(); return; }
    if (e.submitter && e.submitter.hasAttribute("data-again")) { return; }   /* a download leaves the page as it is */
    form.dataset.sent = "1";
    clearTimeout(form.saveTimer);
    delete form.dataset.dirty;
    if (e.submitter) { e.submitter.setAttribute("aria-busy", "true"); }
  });
  document.addEventListener("turbo:submit-end", free);
  window.addEventListener("pageshow", free);

  document.addEventListener("click", function (e) {
    if (e.target.closest("[data-print]")) { window.print(); }
  });
}());

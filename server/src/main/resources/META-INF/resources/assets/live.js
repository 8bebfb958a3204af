// Keeps an open page up to date. The server's hints only say what kind of thing changed; the page then fetches itself
// anew and swaps its live part, at most once a second and only while somebody can see it.
(() => {
  'use strict';

  const LEAST_GAP = 1000;
  const LONGEST_RETRY = 30000;

  const state = document.getElementById('live-state');
  const clock = document.getElementById('clock');
  const ahead = clock ? Date.parse(clock.dateTime) - Date.now() : 0;

  let source = null;
  let retry = 1000;
  let timer = null;
  let fetching = false;
  let wanted = false;
  let last = 0;
  let kept = null;

  const live = () => document.getElementById('live');
  const topics = () => (live()?.dataset.topics || '').split(' ').filter(Boolean);

  function say(text) {
    if (state && state.textContent !== text) {
      state.textContent = text;
      state.dataset.state = text;
    }
  }

  // Ages and the clock ------------------------------------------------------------------------

  function span(seconds) {
    const s = Math.max(0, Math.floor(seconds));
    if (s < 60) return `${s} s`;
    if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
    if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
    return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
  }

  function tick() {
    const now = Date.now() + ahead;
    if (clock) clock.textContent = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
    for (const time of document.querySelectorAll('time[data-age]')) {
      const text = span((now - Date.parse(time.dateTime)) / 1000);
      if (time.textContent !== text) time.textContent = text;
    }
    const page = live();
    if (page?.dataset.every && now - last - ahead >= page.dataset.every * 1000) refresh();
  }

  // Fetching anew -----------------------------------------------------------------------------

  /** Whoever marks text or fills in a field of the live part is not to be disturbed. */
  function isInUse() {
    const page = live();
    const selection = window.getSelection();
    const marked = selection && !selection.isCollapsed && page.contains(selection.anchorNode);
    return marked || (page.contains(document.activeElement) && document.activeElement.matches('input, select, textarea'));
  }

  function refresh() {
    wanted = true;
    if (timer || fetching || document.hidden || !live()) return;
    const gap = Math.max(0, last + LEAST_GAP - Date.now());
    timer = setTimeout(() => {
      timer = null;
      if (isInUse()) {
        timer = setTimeout(() => { timer = null; refresh(); }, LEAST_GAP);
        return;
      }
      wanted = false;
      fetching = true;
      last = Date.now();
      htmx.trigger(live(), 'p3s:refresh');
    }, gap);
  }

  function keep() {
    const page = live();
    const focus = document.activeElement;
    kept = {
      open: [...page.querySelectorAll('details[id][open]')].map((each) => each.id),
      scrolled: [...page.querySelectorAll('.scroll[id], pre[id]')].map((each) => ({
        id: each.id,
        left: each.scrollLeft,
        top: each.scrollTop,
        atEnd: each.scrollTop + each.clientHeight >= each.scrollHeight - 4,
      })),
      focus: page.contains(focus) ? pathOf(focus) : null,
    };
  }

  /** By its id or address, since the element itself is replaced. */
  function pathOf(element) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const href = element.getAttribute('href');
    if (href) return `a[href="${CSS.escape(href)}"]`;
    const details = element.closest('details[id]');
    if (details && element.matches('summary, button')) return `#${CSS.escape(details.id)} ${element.localName}`;
    return null;
  }

  function restore() {
    if (!kept) return;
    const page = live();
    for (const id of kept.open) document.getElementById(id)?.setAttribute('open', '');
    for (const each of kept.scrolled) {
      const element = document.getElementById(each.id);
      if (!element) continue;
      element.scrollLeft = each.left;
      element.scrollTop = element.matches('pre') && each.atEnd ? element.scrollHeight : each.top;
    }
    if (kept.focus) page.querySelector(kept.focus)?.focus({ preventScroll: true });
    kept = null;
    tick();
  }

  document.addEventListener('htmx:beforeSwap', keep);
  document.addEventListener('htmx:afterSwap', restore);
  document.addEventListener('htmx:afterRequest', () => {
    fetching = false;
    last = Date.now();
    if (wanted) refresh();
  });
  document.addEventListener('htmx:responseError', (event) => {
    if (event.detail.xhr.status === 401) {
      disconnect();
      say('logged out: reload to log in');
    }
  });

  // Hints -------------------------------------------------------------------------------------

  function connect() {
    if (source || !topics().length) return;
    say('connecting');
    source = new EventSource('/api/v1/events');
    source.addEventListener('hello', () => {
      // whatever was missed while there was no connection
      if (state.dataset.lost) refresh();
      delete state.dataset.lost;
      retry = 1000;
      say('live');
    });
    source.addEventListener('change', (event) => {
      const changed = event.data.split(' ');
      if (topics().some((each) => changed.includes(each))) refresh();
    });
    source.addEventListener('error', () => {
      state.dataset.lost = 'true';
      say('reconnecting');
      if (source.readyState === EventSource.CLOSED) {
        // the browser gave up, as after an error answer
        disconnect();
        setTimeout(() => { if (!document.hidden) connect(); }, retry * (0.5 + Math.random()));
        retry = Math.min(retry * 2, LONGEST_RETRY);
      }
    });
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  // A hidden page needs no connection; browsers allow only a few to one server.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      disconnect();
      state.dataset.lost = 'true';
      say('paused');
    } else {
      connect();
    }
  });

  for (const log of document.querySelectorAll('pre.log[id]')) log.scrollTop = log.scrollHeight;
  setInterval(tick, 1000);
  if (!document.hidden) connect();
})();

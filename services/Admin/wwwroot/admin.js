// Runs before the first paint: the theme must not flash.
(() => {
  const order = ['system', 'light', 'dark'];
  const stored = () => { try { return localStorage.getItem('st-theme') || 'system'; } catch { return 'system'; } };
  const apply = theme => {
    document.documentElement.dataset.theme = theme;
    for (const sheet of document.querySelectorAll('[data-theme-sheet]'))
      sheet.media = theme === 'system' ? `(prefers-color-scheme: ${sheet.dataset.themeSheet})` : theme === sheet.dataset.themeSheet ? 'all' : 'not all';
  };
  apply(stored());
  const closeNav = () => {
    document.documentElement.classList.remove('st-nav-open');
    document.querySelector('[data-nav-toggle]')?.setAttribute('aria-expanded', 'false');
  };
  document.addEventListener('click', event => {
    if (event.target.closest('[data-theme-toggle]')) {
      const next = order[(order.indexOf(stored()) + 1) % order.length];
      try { localStorage.setItem('st-theme', next); } catch { /* private mode: the choice lasts as long as the page */ }
      apply(next);
    }
    const toggle = event.target.closest('[data-nav-toggle]');
    if (toggle) toggle.setAttribute('aria-expanded', String(document.documentElement.classList.toggle('st-nav-open')));
    else if (!event.target.closest('#st-nav') || event.target.closest('#st-nav a')) closeNav();
    for (const menu of document.querySelectorAll('details.st-menu[open]'))
      if (!menu.contains(event.target)) menu.open = false;
    const copy = event.target.closest('[data-copy]');
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
      copy.classList.add('st-copied');
      setTimeout(() => copy.classList.remove('st-copied'), 1500);
    });
  });
  // Of each row its first link, or what opens it; who types into a field means the field.
  const rows = () => [...document.querySelectorAll('.st-main .st-grid tbody tr, .st-main .st-messages > li')];
  const move = by => {
    const all = rows();
    const at = all.findIndex(row => row.contains(document.activeElement));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by]?.querySelector('a, summary');
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const types = target => target.closest('input, textarea, select, [contenteditable], [role=dialog]');
  document.addEventListener('keydown', event => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && !types(event.target)) {
      const search = document.querySelector('.st-main input[type=search]');
      if (event.key === '/' && search) {
        event.preventDefault();
        search.focus();
        search.select();
      } else if (event.key === 'j' || event.key === 'k') move(event.key === 'j' ? 1 : -1);
    }
    if (event.key === 'Escape') {
      closeNav();
      for (const menu of document.querySelectorAll('details.st-menu[open]')) menu.open = false;
    }
  });
})();

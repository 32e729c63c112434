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
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      closeNav();
      for (const menu of document.querySelectorAll('details.st-menu[open]')) menu.open = false;
    }
  });
})();

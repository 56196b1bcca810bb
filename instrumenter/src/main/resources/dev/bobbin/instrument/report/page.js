(function () {
  'use strict';
  var byId = function (id) { return document.getElementById(id); };
  var all = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };
  var tools = byId('tools');
  if (!tools) { return; }
  var methods = all('.method');
  var classes = all('.class');
  var homes = new Map();
  methods.forEach(function (method, index) { homes.set(method, { parent: method.parentNode, index: index }); });
  var flat = document.createElement('section');
  flat.className = 'class flat';
  flat.hidden = true;
  byId('classes').appendChild(flat);

  function find() {
    var words = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    var found = 0;
    methods.forEach(function (method) {
      var matches = words.every(function (word) { return method.dataset.search.includes(word); });
      method.hidden = !matches;
      found += matches ? 1 : 0;
    });
    var sorted = byId('sort').value !== 'class';
    flat.hidden = !sorted || found === 0;
    classes.forEach(function (type) {
      type.hidden = sorted || words.length > 0 && !type.querySelector('.method:not([hidden])');
    });
    byId('none').hidden = found > 0;
    byId('found').textContent = found === methods.length ? found + ' methods' : found + ' of ' + methods.length;
  }

  function sort() {
    var by = byId('sort').value;
    if (by === 'class') {
      methods.forEach(function (method) {
        var home = homes.get(method).parent;
        home.insertBefore(method, home.querySelector('.never'));
      });
    } else {
      methods.slice().sort(function (a, b) {
        return b.dataset[by] - a.dataset[by] || homes.get(a).index - homes.get(b).index;
      }).forEach(function (method) { flat.appendChild(method); });
    }
    find();
  }

  function show() {
    var target = location.hash ? byId(location.hash.slice(1)) : null;
    if (target && target.classList.contains('method')) {
      if (target.hidden) { byId('search').value = ''; find(); }
      target.open = true;
      target.scrollIntoView();
    }
  }

  function point(event, on) {
    var place = event.target.closest ? event.target.closest('[data-state]') : null;
    if (!place) { return; }
    var body = place.closest('.body');
    var state = place.dataset.state;
    all('[data-state="' + state + '"], [data-from="' + state + '"]', body).forEach(function (part) {
      part.classList.toggle('on', on);
      if (on && part.classList.contains('edge')) { part.parentNode.insertBefore(part, part.parentNode.querySelector('g')); }
    });
  }

  byId('search').addEventListener('input', find);
  byId('sort').addEventListener('change', sort);
  byId('open').addEventListener('click', function () { methods.forEach(function (method) { method.open = !method.hidden || method.open; }); });
  byId('fold').addEventListener('click', function () { methods.forEach(function (method) { method.open = false; }); });
  byId('classes').addEventListener('mouseover', function (event) { point(event, true); });
  byId('classes').addEventListener('mouseout', function (event) { point(event, false); });
  document.addEventListener('keydown', function (event) {
    if (event.key === '/' && !/INPUT|SELECT/.test(document.activeElement.tagName)) {
      event.preventDefault();
      byId('search').focus();
    }
  });
  window.addEventListener('hashchange', show);
  tools.hidden = false;
  find();
  show();
})();

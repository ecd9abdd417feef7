// Slice browser of the study page.

const section = document.querySelector('.slices');
if (section) browse(section);

function browse(section) {
  const picture = section.querySelector('.picture');
  const image = picture.querySelector('img');
  const problem = picture.querySelector('.problem');
  const slider = section.querySelector('#slice');
  const overlay = section.querySelector('#overlay');
  const words = section.querySelector('#slice-words');
  const strip = section.querySelector('.strip');
  const here = strip.querySelector('.here');
  const viewer = section.querySelector('[data-viewer]');
  const areas = section.dataset.areas.split(' ');
  const images = section.dataset.images.split(' ');

  const addressOf = (z) => section.dataset.address.replace('{z}', z) + (overlay.checked ? '&overlay' : '');

  function show() {
    const z = Number(slider.value);
    image.src = addressOf(z);
    image.alt = `Axial slice ${z + 1}${overlay.checked ? ' with findings' : ''}`;
    here.setAttribute('x', z);
    viewer.href = viewerAt(images[z]);
    words.textContent = `Slice ${z + 1} of ${areas.length} from the head, infected ${areas[z]} cm²`;
  }

  /** The viewer at an image: a SOP Instance UID, or one with a frame (1.2.3/4). */
  function viewerAt(image) {
    const address = new URL(viewer.href);
    const [instance, frame] = image.split('/');
    address.searchParams.set('initialSOPInstanceUID', instance);
    if (frame) address.searchParams.set('frame', frame);
    return address.href;
  }

  function loaded() {
    problem.hidden = true;
    const z = Number(slider.value);
    for (const near of [z + 1, z - 1]) if (near >= 0 && near < areas.length) new Image().src = addressOf(near);
  }

  function goTo(z) {
    slider.value = String(z);
    show();
  }

  /** The slice that the address of the page names, #slice-12. */
  function followFragment() {
    const [, number] = /^#slice-(\d+)$/.exec(location.hash) ?? [];
    if (number === undefined) return;
    goTo(Number(number) - 1);
    section.scrollIntoView({ block: 'nearest' });
  }

  function followPointer(event) {
    if (event.type === 'pointermove' && event.buttons === 0) return;
    const { left, width } = strip.getBoundingClientRect();
    goTo(Math.floor(((event.clientX - left) / width) * areas.length));
  }

  strip.addEventListener('pointerdown', followPointer);
  strip.addEventListener('pointermove', followPointer);
  window.addEventListener('hashchange', followFragment);
  followFragment();
  slider.addEventListener('input', show);
  overlay.addEventListener('change', show);
  image.addEventListener('load', loaded);
  image.addEventListener('error', () => (problem.hidden = false));
  picture.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      goTo(Number(slider.value) + Math.sign(event.deltaY));
    },
    { passive: false },
  );
}

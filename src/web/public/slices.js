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
  const areas = section.dataset.areas.split(' ');

  const addressOf = (z) => section.dataset.address.replace('{z}', z) + (overlay.checked ? '&overlay' : '');

  function show() {
    const z = Number(slider.value);
    image.src = addressOf(z);
    image.alt = `Axial slice ${z + 1}${overlay.checked ? ' with findings' : ''}`;
    words.textContent = `Slice ${z + 1} of ${areas.length} from the head, infected ${areas[z]} cm²`;
  }

  function loaded() {
    problem.hidden = true;
    const z = Number(slider.value);
    for (const near of [z + 1, z - 1]) if (near >= 0 && near < areas.length) new Image().src = addressOf(near);
  }

  slider.addEventListener('input', show);
  overlay.addEventListener('change', show);
  image.addEventListener('load', loaded);
  image.addEventListener('error', () => (problem.hidden = false));
  picture.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      slider.value = String(Number(slider.value) + Math.sign(event.deltaY));
      show();
    },
    { passive: false },
  );
}

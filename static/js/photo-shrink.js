// A photo made smaller before it is sent, or before it waits in the phone. A file that the browser
// cannot read stays as it is: the server says what is wrong with it.

const MOST_SIDE = 2000;
const PREVIEW_SIDE = 240;
const QUALITY = 0.85;
const SMALL_BYTES = 1500 * 1000;
const KINDS = ["image/jpeg", "image/png", "image/webp"];

// The picture with its longer side at most `most` pixels; what one sees through is white.
function drawn(picture, most) {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// Chromium older than 2023 does not know the word, and turns a photo upright without it.
function decoded(file) {
  return createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => createImageBitmap(file));
}

// {file, preview}: the file to send and the address of a small picture, empty where there is none.
export async function shrunk(file) {
  if (!KINDS.includes(file.type)) return { file, preview: "" };
  let picture;
  try {
    picture = await decoded(file);
  } catch (error) {
    return { file, preview: "" };
  }
  const preview = drawn(picture, PREVIEW_SIDE).toDataURL("image/jpeg", 0.7);
  const fits = Math.max(picture.width, picture.height) <= MOST_SIDE;
  if (fits && file.size <= SMALL_BYTES) return { file, preview };
  const canvas = drawn(picture, MOST_SIDE);
  picture.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  if (!blob || (fits && blob.size >= file.size)) return { file, preview };
  const name = `${file.name.replace(/\.\w+$/, "")}.jpg`;
  return { file: new File([blob], name, { type: blob.type }), preview };
}

// The camera, live, with a frame to fill. Only secure contexts (https, this machine) have it; elsewhere the phone's own
// camera app takes the picture (see the input with `capture`).

import { byId, byIdAs } from "../static/dom.js";
import { t } from "../static/texts.js";
import { cornersOf } from "./frame.js";

const QUALITY = 0.92;
let refused = false;

export function hasLiveCamera() {
  return !refused && window.isSecureContext && "mediaDevices" in navigator && matchMedia("(pointer: coarse)").matches;
}

/**
 * Until the person closes it. Rejects where the page may not use the camera, or another program has it; then this
 * page has no live camera any more.
 * @param {(picture: File) => void} taken called for each picture
 */
export async function openCamera(taken) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 4096 }, height: { ideal: 3072 } }, audio: false,
  }).catch((error) => {
    refused = true;
    throw error;
  });
  const dialog = byIdAs("camera", HTMLDialogElement);
  // Taken away by the system (a call comes in, a cable is pulled): what was photographed is safe.
  for (const track of stream.getTracks()) track.addEventListener("ended", () => dialog.close());
  try {
    await show(dialog, stream, taken);
  } finally {
    for (const track of stream.getTracks()) track.stop();
    byIdAs("camera-view", HTMLVideoElement).srcObject = null;
  }
}

/** @param {HTMLDialogElement} dialog @param {MediaStream} stream @param {(picture: File) => void} taken */
async function show(dialog, stream, taken) {
  const video = byIdAs("camera-view", HTMLVideoElement);
  const shutter = byIdAs("camera-shoot", HTMLButtonElement);
  let count = 0;
  const shoot = async () => {
    // Two taps in a hurry are one picture.
    shutter.disabled = true;
    const picture = await still(video);
    shutter.disabled = false;
    shutter.focus();
    if (!picture) return;
    count += 1;
    taken(new File([picture], `${t("upload.page_number", { n: count })}.jpg`, { type: "image/jpeg" }));
  };
  shutter.onclick = () => void shoot();
  // Its size is known late, and changes when the phone is turned.
  video.onresize = () => drawFrame(video);
  video.srcObject = stream;
  const closed = new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.showModal();
  await video.play();
  await closed;
}

/** @param {HTMLVideoElement} video */
function drawFrame(video) {
  byId("camera-frame").setAttribute("viewBox", `0 0 ${video.videoWidth} ${video.videoHeight}`);
  byId("camera-corners").setAttribute("d", cornersOf(video.videoWidth, video.videoHeight));
}

/** @param {HTMLVideoElement} video @returns {Promise<Blob | null>} */
function still(video) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

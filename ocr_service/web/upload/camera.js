// The camera, live, with a frame to fill. Only secure contexts (https, this machine) have it; elsewhere the phone's own
// camera app takes the picture (see the input with `capture`).

import { byId, byIdAs } from "../static/dom.js";
import { t } from "../static/texts.js";

const QUALITY = 0.92;

export function hasLiveCamera() {
  return window.isSecureContext && "mediaDevices" in navigator && matchMedia("(pointer: coarse)").matches;
}

/** @param {(picture: File) => void} taken called for each picture, until the person closes the camera */
export async function openCamera(taken) {
  const dialog = byIdAs("camera", HTMLDialogElement);
  const video = byIdAs("camera-view", HTMLVideoElement);
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 4096 }, height: { ideal: 3072 } }, audio: false,
  });
  video.srcObject = stream;
  let count = 0;
  const shoot = async () => {
    const picture = await still(video);
    if (!picture) return;
    count += 1;
    byId("camera-count").textContent = t("upload.camera_count", { n: count });
    taken(new File([picture], `${t("upload.page_number", { n: count })}.jpg`, { type: "image/jpeg" }));
  };
  byId("camera-shoot").onclick = () => void shoot();
  byId("camera-count").textContent = "";
  dialog.showModal();
  await video.play();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  for (const track of stream.getTracks()) track.stop();
  video.srcObject = null;
}

/** @param {HTMLVideoElement} video @returns {Promise<Blob | null>} */
function still(video) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
